package dev.shaker.web.api;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.event.Topics;
import dev.shaker.pipeline.DeadLetterReplay;

/** Records that could not be worked: how many wait, and another chance for them. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters", description = "Records that could not be worked")
public class DeadLettersApi {
    private final DeadLetterReplay letters;

    DeadLettersApi(DeadLetterReplay letters) {
        this.letters = letters;
    }

    /**
     * @param deadLetterTopic null for a topic that nobody works: what waits there are events of ours that the broker refused
     * @param waiting dead letters and refused events that were not put back yet
     */
    public record DeadLettersJson(String topic, @Nullable String deadLetterTopic, long waiting) {}

    /** @param replayed dead letters that were put back by this call */
    public record ReplayedJson(String topic, long replayed) {}

    @GET
    @Operation(summary = "How many dead letters wait, by original topic")
    public List<DeadLettersJson> waiting() {
        return letters.waiting().entrySet().stream().map(
                topic -> new DeadLettersJson(topic.getKey(), Topics.WORKED.contains(topic.getKey())
                        ? Topics.deadLetter(topic.getKey())
                        : null, topic.getValue()))
                .toList();
    }

    @POST
    @Path("{topic}/replay")
    @Operation(summary = "Put the dead letters of a topic back", description = "Each once: a letter that was put back before stays where it is. It is worked as a new event; what fails again becomes a new dead letter.")
    public ReplayedJson replay(@RestPath String topic) {
        return new ReplayedJson(topic, letters.replay(topic));
    }
}
