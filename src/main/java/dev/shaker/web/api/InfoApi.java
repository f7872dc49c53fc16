package dev.shaker.web.api;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.shaker.adapter.FileDepot;

/** What answers here. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Info", description = "What answers here")
public class InfoApi {
    private static final String PREFIX = "shaker.";
    private static final Pattern SECRET = Pattern.compile("key|secret|password|token|credential");

    private final Config config;
    private final FileDepot depot;
    private final String version;

    InfoApi(Config config, FileDepot depot,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.config = config;
        this.depot = depot;
        this.version = version;
    }

    /** @param settings those of Shaker itself, without secrets */
    public record InfoJson(String name, String version, String role, String device, String bucket,
            SortedMap<String, String> settings) {}

    @GET
    @Path("info")
    @Operation(summary = "Version, role, device and settings")
    public InfoJson info() {
        return new InfoJson("shaker", version, config.getOptionalValue("shaker.role", String.class).orElse("all"),
                config.getOptionalValue("shaker.evaluation.device", String.class).orElse("cpu"), depot.bucket(),
                settings());
    }

    private SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            // An address may carry a password of its own.
            if (name.startsWith(PREFIX) && !SECRET.matcher(name.toLowerCase(Locale.ROOT)).find()) {
                config.getOptionalValue(name, String.class).filter(value -> !value.contains("@"))
                        .ifPresent(value -> settings.put(name, value));
            }
        }
        return settings;
    }
}
