package dev.shaker.web;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever stands in an address or a body, it is the client's mistake, and told as one. */
@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class BadInputsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | spaces/%00                                   | 400 |
            GET  | spaces/tiny%0A                               | 400 |
            GET  | spaces/tiny/adapters/%00                     | 400 |
            GET  | spaces/tiny/mixtures?cursor=%00              | 400 |
            GET  | spaces/tiny/adapters?limit=0                 | 400 |
            GET  | spaces/tiny/adapters?limit=1001              | 400 |
            GET  | spaces/tiny/adapters?limit=ten               | 400 |
            GET  | spaces/tiny/adapters?limit=99999999999999    | 400 |
            GET  | spaces/tiny/adapters?cursor=%27%3B--         | 400 |
            GET  | spaces/tiny/adapters?cursor=AAAAAAAAAAAAAAAA | 400 |
            GET  | spaces/tiny/adapters?status=%C3%28           | 400 |
            GET  | spaces/tiny/adapters/..%2F..%2Finfo          | 404 |
            GET  | spaces/tiny/mixtures/%25                     | 404 |
            GET  | spaces/tiny/evaluations/______               | 404 |
            GET  | spaces/tiny/evaluations?mixture=%F0%9F%98%80 | 404 |
            GET  | spaces/tiny/sweeps/%27%20or%201=1            | 404 |
            GET  | spaces/tiny/fsd?basis=%00                    | 400 |
            GET  | spaces/tiny/fsd?domains=,ag,lost             | 404 |
            GET  | spaces/tiny/fsd/averages?limit=-1            | 400 |
            GET  | spaces/tiny/advice?size=many                 | 400 |
            GET  | spaces/%2e%2e/adapters                       | 404 |
            GET  | objects?location=%00                         | 400 |
            GET  | announcements/%EF%BF%BF                      | 404 |
            POST | spaces/tiny/evaluations                      | 400 | [1, 2]
            POST | spaces/tiny/evaluations                      | 400 | {"domain": {"a": 1}}
            POST | spaces/tiny/evaluations                      | 400 | {"space": "other", "domain": "ag"}
            POST | spaces/tiny/evaluations                      | 400 | {"domain": "ag", "rowLimit": 1e99}
            POST | spaces/tiny/mixtures                         | 400 | {"select": {"strategy": "greedy", "size": -1}}
            POST | evaluations                                  | 400 | {"space": 7}
            POST | events                                       | 400 | nothing
            """)
    void aMistakeIsToldAsOne(String method, String path, int status, String body) {
        var request = given().urlEncodingEnabled(false);
        if (method.equals("POST")) {
            request.contentType("application/json").body(body);
        }
        Response answer = request.request(method, "/api/v1/" + path);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("code")).isNotIn("internal", null);
    }
}
