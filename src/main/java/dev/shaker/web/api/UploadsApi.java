package dev.shaker.web.api;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.FileDepot;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.Sha256;

/** Files into Shaker's bucket, for those who have no access to the store of their own. */
@Path("/api/v1")
@Tag(name = "Files", description = "Files in Shaker's bucket")
public class UploadsApi {
    private static final String DIGEST = "x-sha256";

    private final FileDepot depot;
    private final UploadPlaces places;

    UploadsApi(FileDepot depot, UploadPlaces places) {
        this.depot = depot;
        this.places = places;
    }

    /** @param sha256 of the bytes that were stored, hex */
    public record UploadJson(String location, long size, String sha256) {}

    @PUT
    @Path("uploads/{path:.+}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Upload one file, streamed", description = "Stored under uploads/. With x-sha256 (hex) or Digest: sha-256=<base64> the bytes are checked first.")
    @APIResponse(responseCode = "201", description = "Stored; Location tells where", content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = UploadJson.class)))
    public Response put(@RestPath String path, @HeaderParam(DIGEST) @Nullable String hex,
            @HeaderParam("Digest") @Nullable String digest, InputStream body) {
        Optional<String> expected = announced(hex, digest);
        FileDepot.StoredFile stored = places.with(() -> depot.store(key(path), expected, body));
        URI place = URI.create(
                "/api/v1/objects?location=" + URLEncoder.encode(stored.location(), StandardCharsets.UTF_8));
        return Response.created(place)
                .entity(new UploadJson(stored.location(), stored.size(), stored.sha256().orElseThrow())).build();
    }

    @HEAD
    @Path("uploads/{path:.+}")
    @Operation(summary = "Whether a file is there", description = "x-sha256 is told where the upload announced it.")
    public Response head(@RestPath String path) {
        Optional<FileDepot.StoredFile> found = depot.find(key(path));
        if (found.isEmpty()) {
            return Response.status(Response.Status.NOT_FOUND).build();
        }
        FileDepot.StoredFile file = found.get();
        Response.ResponseBuilder answer = Response.ok().header("x-location", file.location())
                .header("x-size", file.size()).header("ETag", '"' + file.tag() + '"');
        file.sha256().ifPresent(hex -> answer.header(DIGEST, hex));
        return answer.build();
    }

    private static String key(String path) {
        return "uploads/" + path;
    }

    private static Optional<String> announced(@Nullable String hex, @Nullable String digest) {
        if (hex != null) {
            String lower = hex.strip().toLowerCase(Locale.ROOT);
            if (!Sha256.isHex(lower)) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        DIGEST + " is '" + hex + "', no SHA-256 of 64 hexadecimal digits").with("field", DIGEST);
            }
            return Optional.of(lower);
        }
        if (digest == null) {
            return Optional.empty();
        }
        for (String one : digest.split(",", -1)) {
            String text = one.strip();
            if (text.regionMatches(true, 0, "sha-256=", 0, 8)) {
                return Optional.of(ofBase64(text.substring(8)));
            }
        }
        return Optional.empty();
    }

    private static String ofBase64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == 32) {
                return HexFormat.of().formatHex(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ShakerException(ErrorCode.REQUEST_INVALID,
                "Digest has sha-256='" + text + "', no base64 of 32 bytes").with("field", "Digest");
    }
}
