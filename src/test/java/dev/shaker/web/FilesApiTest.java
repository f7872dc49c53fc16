package dev.shaker.web;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

/** Uploads and downloads through the real store. */
@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class FilesApiTest {
    private static final int LARGE = (20 << 20) + 13;

    private final String name = "rest-test/" + UUID.randomUUID() + "/adapter model.bin";

    @Test
    void aLargeFileGoesUpAndComesDownUnchanged() throws Exception {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);

        String location = given().contentType("application/octet-stream").header("x-sha256", sha256(content))
                .body(content).put("/api/v1/uploads/{p}", name).then().statusCode(201).body("size", equalTo(LARGE))
                .body("sha256", equalTo(sha256(content))).extract().path("location");

        assertThat(location).isEqualTo("s3://shaker/uploads/" + name);
        byte[] back = given().queryParam("location", location).get("/api/v1/objects").then().statusCode(200)
                .header("Content-Length", String.valueOf(LARGE)).extract().asByteArray();
        assertThat(back).isEqualTo(content);
    }

    @Test
    void whetherAFileIsThereCanBeAsked() throws Exception {
        byte[] content = { 1, 2, 3 };
        given().head("/api/v1/uploads/{p}", name).then().statusCode(404);
        given().contentType("application/json").header("Digest", "sha-256=" + Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(content))).body(content)
                .put("/api/v1/uploads/{p}", name).then().statusCode(201);

        given().head("/api/v1/uploads/{p}", name).then().statusCode(200).header("x-sha256", sha256(content))
                .header("x-size", "3").header("x-location", endsWith(name));
    }

    @Test
    void aFileOfAnotherDigestIsNotStored() throws Exception {
        given().contentType("text/plain").header("x-sha256", sha256(new byte[]{ 9 })).body(new byte[]{ 1 })
                .put("/api/v1/uploads/{p}", name).then().statusCode(400)
                .body("code", equalTo("file-digest-mismatch"));
        given().contentType("text/plain").header("x-sha256", "zz").body(new byte[]{ 1 })
                .put("/api/v1/uploads/{p}", name).then().statusCode(400).body("code", equalTo("request-invalid"));

        given().head("/api/v1/uploads/{p}", name).then().statusCode(404).header("x-location", nullValue());
    }

    @Test
    void onlyTheOwnBucketIsServed() {
        given().queryParam("location", "s3://elsewhere/x").get("/api/v1/objects").then().statusCode(400).body("code",
                equalTo("location-invalid"));
        given().queryParam("location", "s3://shaker/../x").get("/api/v1/objects").then().statusCode(400).body("code",
                equalTo("location-invalid"));
        given().queryParam("location", "s3://shaker/none").get("/api/v1/objects").then().statusCode(404).body("code",
                equalTo("resource-unknown"));
        given().get("/api/v1/objects").then().statusCode(400).body("code", equalTo("request-invalid"));
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
