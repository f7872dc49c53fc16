package dev.shaker.cli.common;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Which space a command means, and the paths below it. */
public final class Spaces {
    private Spaces() {
    }

    /** The space that was named, or the only one there is. */
    public static String choose(Client client, @Nullable String named) {
        if (named != null) {
            return named;
        }
        JsonNode spaces = client.get("/spaces");
        if (spaces.size() == 1) {
            return spaces.get(0).path("name").asText();
        }
        if (spaces.isEmpty()) {
            throw CliException.failed("the instance at " + client.base()
                    + " has no space yet: publish an adapter first with 'shaker adapter publish'");
        }
        List<String> names = new ArrayList<>();
        spaces.forEach(space -> names.add(space.path("name").asText()));
        throw CliException.usage("there are several spaces, name one with --space: " + String.join(", ", names));
    }

    public static String path(String space, String below) {
        return "/spaces/" + Client.escape(space) + below;
    }

    /** The adapters of a space; none where it does not exist yet. */
    public static JsonNode adapters(Client client, String space, String query) {
        return client.find(path(space, "/adapters" + query)).orElseGet(Documents::array);
    }
}
