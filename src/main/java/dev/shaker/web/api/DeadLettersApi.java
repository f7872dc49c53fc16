package dev.shaker.web.api;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import jakarta.ws.rs.BeanParam;
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
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.pipeline.DeadLetterReplay;
import dev.shaker.web.lists.Csv;
import dev.shaker.web.lists.CsvTable;
import dev.shaker.web.lists.PageJson;
import dev.shaker.web.lists.PageQuery;

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
    public record DeadLettersJson(String topic, @Nullable String deadLetterTopic, long waiting) {
        static final CsvTable<DeadLettersJson> CSV = CsvTable.begin("topic", DeadLettersJson::topic)
                .with("dead_letter_topic", DeadLettersJson::deadLetterTopic)
                .with("waiting", DeadLettersJson::waiting);
    }

    /** @param replayed dead letters that were put back by this call */
    public record ReplayedJson(String topic, long replayed) {}

    @GET
    @Operation(summary = "How many dead letters wait, by original topic")
    @Produces({ MediaType.APPLICATION_JSON, Csv.TYPE })
    public PageJson<DeadLettersJson> waiting(@BeanParam PageQuery page) {
        PageRequest request = page.request();
        Position after = request.after();
        SortedMap<String, Long> topics = letters.waiting();
        List<Map.Entry<String, Long>> rows = topics.entrySet().stream()
                .filter(topic -> after == null || topic.getKey().compareTo(after.text(0)) > 0).limit(request.rows())
                .toList();
        return page.answer(Page.of(rows, request, topic -> topic, topic -> Position.of(topic.getKey())),
                topic -> new DeadLettersJson(topic.getKey(),
                        Topics.WORKED.contains(topic.getKey()) ? Topics.deadLetter(topic.getKey()) : null,
                        topic.getValue()),
                DeadLettersJson.CSV);
    }

    @POST
    @Path("{topic}/replay")
    @Operation(summary = "Put the dead letters of a topic back", description = "Each once: a letter that was put back before stays where it is. It is worked as a new event; what fails again becomes a new dead letter.")
    public ReplayedJson replay(@RestPath String topic) {
        return new ReplayedJson(topic, letters.replay(topic));
    }
}
