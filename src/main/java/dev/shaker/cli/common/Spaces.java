package dev.shaker.cli.common;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Which space a command means, and the paths below it. */
public final class Spaces {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{6,}");

    private Spaces() {
    }

    /** The space that was named, or the only one there is. */
    public static String choose(Client client, @Nullable String named) {
        if (named != null) {
            return named;
        }
        List<String> names = names(client);
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw CliException.usage("there are several spaces, name one with --space: " + String.join(", ", names));
    }

    /** @throws CliException a mistake of usage where that can be no id, nor the beginning of one */
    public static void checkId(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw CliException.usage("'" + id + "' is no id of a " + what + ": give it whole, or its first characters,"
                    + " six at least; 'shaker " + what + "s' lists ids");
        }
    }

    private static List<String> names(Client client) {
        List<String> names = new ArrayList<>();
        client.list("/spaces").forEach(space -> names.add(space.path("name").asText()));
        if (names.isEmpty()) {
            throw CliException.failed("the instance at " + client.base()
                    + " has no space yet: publish an adapter first with 'shaker adapter publish'");
        }
        return names;
    }

    /**
     * The path of something that has an id: in the space that was named, in the only one there is, or else in the first that
     * knows the id.
     *
     * @param noun {@code mixtures}, {@code sweeps} or {@code searches}
     */
    public static String holding(Client client, @Nullable String named, String noun, String id) {
        if (noun.equals("mixtures")) {
            checkId("mixture", id);
        }
        String below = "/" + noun + "/" + Client.escape(id);
        List<String> names = named == null ? names(client) : List.of(named);
        String found = names.getFirst();
        if (names.size() > 1) {
            found = names.stream().filter(name -> client.find(path(name, below)).isPresent()).findFirst()
                    .orElse(found);
        }
        return path(found, below);
    }

    public static String path(String space, String below) {
        return "/spaces/" + Client.escape(space) + below;
    }

    /** The adapters of a space; none where it does not exist yet. */
    public static JsonNode adapters(Client client, String space, String query) {
        return client.find(path(space, "")).isPresent()
                ? client.list(path(space, "/adapters" + query))
                : Documents.array();
    }
}
