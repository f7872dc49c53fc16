package dev.shaker.web.api;

import java.io.InputStream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.FileDepot;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Files out of Shaker's bucket: recipes, bodies, heads. */
@Path("/api/v1")
@Tag(name = "Files")
public class ObjectsApi {
    private final FileDepot depot;

    ObjectsApi(FileDepot depot) {
        this.depot = depot;
    }

    @GET
    @Path("objects")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Download a file of Shaker's own bucket by its s3:// location")
    public Response get(@QueryParam("location") @Nullable String location) {
        if (location == null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "location is missing; give s3://" + depot.bucket()
                    + "/… of an artefact's file").with("field", "location");
        }
        FileDepot.StoredFile file = depot.find(location)
                .orElseThrow(() -> new ShakerException(ErrorCode.RESOURCE_UNKNOWN, "nothing is at " + location)
                        .with("location", location));
        InputStream bytes = depot.open(file);
        String name = file.location().substring(file.location().lastIndexOf('/') + 1);
        return Response.ok(bytes).header(HttpHeaders.CONTENT_LENGTH, file.size())
                .header(HttpHeaders.ETAG, '"' + file.tag() + '"')
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name.replace("\"", "") + '"')
                .header("X-Content-Type-Options", "nosniff").build();
    }
}
