package dev.shaker.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.sun.net.httpserver.HttpServer;
import io.minio.MinioAsyncClient;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A store that refuses, stalls or fails is a matter of trying again, never the adapter's fault. */
class StoreAwayTest {
    @Test
    void aRefusedConnectionIsTransient() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertTransient("http://localhost:" + port, "s3://shaker/x/");
    }

    @Test
    void aStoreThatDoesNotAnswerIsTransient() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertTransient("http://localhost:" + silent.getLocalPort(), "s3://shaker/x/");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 502, 503, 504 })
    void aServerErrorIsTransient(int status) throws IOException {
        HttpServer server = answering(status, "");
        try {
            assertTransient("http://localhost:" + server.getAddress().getPort(), "s3://shaker/x/");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aWrongKeyIsTransientBecauseTheOperatorMendsIt() throws IOException {
        HttpServer server = answering(403, error("SignatureDoesNotMatch"));
        try {
            assertTransient("http://localhost:" + server.getAddress().getPort(), "s3://elsewhere/x/");
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({ "s3://elsewhere/x/, LOCATION_INVALID", "s3://shaker/x/, STORE_UNAVAILABLE" })
    void deniedAccessIsTheLocationsFaultOnlyInAnothersBucket(String location, ErrorCode code) throws IOException {
        HttpServer server = answering(403, error("AccessDenied"));
        try (MinioAsyncClient client = client("http://localhost:" + server.getAddress().getPort())) {
            assertThatThrownBy(() -> store(client).open(location)).isInstanceOfSatisfying(ShakerException.class,
                    e -> assertThat(e.code()).isEqualTo(code)).hasMessageContaining(location);
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            server.stop(0);
        }
    }

    /** What is refused for good is the object's fault: tried again for ever it would hold up everything behind it. */
    @ParameterizedTest
    @CsvSource({ "403, InvalidObjectState", "400, KMS.DisabledException", "400, KMS.NotFoundException",
            "400, InvalidRequest", "400, InvalidArgument", "405, MethodNotAllowed", "409, InvalidBucketState",
            "400, MinKMSKeyDisabled", "501, NotImplemented" })
    void whatTheStoreRefusesForGoodIsNotTransient(int status, String code) throws IOException {
        assertRefused(status, error(code), "s3://shaker/x/", status == 501
                ? ErrorCode.STORE_UNAVAILABLE
                : ErrorCode.OBJECT_UNREADABLE);
    }

    @ParameterizedTest
    @CsvSource({ "400, RequestTimeout", "429, TooManyRequests", "503, SlowDown", "403, RequestTimeTooSkewed",
            "409, OperationAborted" })
    void whatPassesIsTransient(int status, String code) throws IOException {
        assertRefused(status, error(code), "s3://shaker/x/", ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void anObjectWithoutATagIsRefusedAtOnce() throws IOException {
        String listing = "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult><Name>shaker</Name><Prefix>x/</Prefix>"
                + "<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>x/a</Key>"
                + "<LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents></ListBucketResult>";
        assertRefused(200, listing, "s3://shaker/x/", ErrorCode.OBJECT_UNREADABLE);
    }

    @Test
    void aNameThatTheClientRefusesIsTheLocationsFault() throws IOException {
        assertRefused(200, "", "s3://127.0.0.1/x/", ErrorCode.LOCATION_INVALID);
        assertRefused(200, "", "s3://10.0.0.255/x/", ErrorCode.LOCATION_INVALID);
    }

    private static void assertRefused(int status, String body, String location, ErrorCode code) throws IOException {
        HttpServer server = answering(status, body);
        try (MinioAsyncClient client = client("http://localhost:" + server.getAddress().getPort())) {
            assertThatThrownBy(() -> store(client).open(location)).isInstanceOfSatisfying(ShakerException.class,
                    e -> assertThat(e.code()).isEqualTo(code)).hasMessageContaining(location);
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            server.stop(0);
        }
    }

    private static void assertTransient(String endpoint, String location) throws IOException {
        try (MinioAsyncClient client = client(endpoint)) {
            assertThatThrownBy(() -> store(client).open(location)).isInstanceOfSatisfying(ShakerException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                assertThat(e.isTransient()).isTrue();
                assertThat(e).hasMessageContaining(location).hasMessageContaining("shaker.store.endpoint");
            });
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static S3AdapterStore store(MinioAsyncClient client) {
        return new S3AdapterStore(new S3ObjectStore(client, "shaker", 5 << 20), 1000);
    }

    private static MinioAsyncClient client(String endpoint) {
        OkHttpClient http = new OkHttpClient.Builder().connectTimeout(Duration.ofMillis(500))
                .readTimeout(Duration.ofMillis(500)).build();
        return MinioAsyncClient.builder().endpoint(endpoint).region("us-east-1").credentials("a", "b")
                .httpClient(http, true).build();
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>no</Message><Resource>/</Resource><RequestId>1</RequestId></Error>";
    }

    private static HttpServer answering(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }
}
