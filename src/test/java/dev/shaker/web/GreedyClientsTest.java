package dev.shaker.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** What clients may take of a gateway's memory has bounds. */
@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class GreedyClientsTest {
    private static final int PLACES = 8;

    private final String name = "greedy-test/" + UUID.randomUUID();

    @Test
    void slowUploadsTakeThePlacesThereAreAndNoMemoryBesides() throws IOException {
        // Given
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES; i++) {
                slow.add(slowUpload(i));
            }
            // When, Then
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().body(new byte[]{ 1 })
                    .contentType("application/octet-stream").put("/api/v1/uploads/{p}", name).then().statusCode(503)
                    .header("Retry-After", "2").body("code", equalTo("gateway-busy"))
                    .body("detail", containsString("shaker.web.uploads")));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().body(new byte[]{ 1 })
                .contentType("application/octet-stream").put("/api/v1/uploads/{p}", name).then().statusCode(201));
    }

    @Test
    void aClientThatSendsNothingMoreIsCutAndItsPlaceIsFree() throws IOException {
        // Given
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < PLACES; i++) {
                silent.add(slowUpload(i));
            }
            // When it stands still for longer than shaker.web.upload-idle
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> given().body(new byte[]{ 1 })
                    .contentType("application/octet-stream").put("/api/v1/uploads/{p}", name).then().statusCode(201));
            // Then
            for (Socket socket : silent) {
                socket.setSoTimeout(10_000);
                socket.getInputStream().readAllBytes();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/spaces/tiny/mixtures", "/api/v1/spaces/tiny/sweeps", "/api/v1/spaces/tiny/advice",
            "/api/v1/spaces/tiny/evaluations", "/api/v1/events" })
    void aJsonBodyOfMoreThanAQuarterOfAMegabyteIsRefusedBeforeItIsParsed(String path) {
        given().contentType("application/json").body("[" + "[],".repeat(100_000) + "[]]").post(path).then()
                .statusCode(400).body("code", equalTo("request-invalid"))
                .body("detail", containsString("larger than 262144 bytes"));
    }

    private Socket slowUpload(int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.getOutputStream()
                .write(("PUT /api/v1/uploads/" + name + "-" + number + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/octet-stream\r\nContent-Length: 1000000\r\n\r\nx")
                        .getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }
}
