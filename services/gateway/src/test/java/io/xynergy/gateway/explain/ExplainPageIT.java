package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /explain} takes and what it does not. */
@OnASharedGateway
final class ExplainPageIT {

    private static final String QUESTION = Asking.json(Asking.request("GET", "/x"));

    private final SharedGateway shared;

    ExplainPageIT(SharedGateway shared) {
        this.shared = shared;
    }

    @AfterEach
    void reset() throws IOException {
        shared.reset();
    }

    private Response post(String body, String fields) throws IOException {
        return Asking.post(shared.gateway().gateway().adminPort(), body, fields);
    }

    @Test
    void textIsForPeopleAndJsonForMachines() throws IOException {
        Response json = post(QUESTION, "");
        Response text = post(QUESTION, "Accept: text/plain\r\n");

        assertThat(json.value("Content-Type")).isEqualTo("application/json");
        assertThat(json.text())
                .startsWith("{\"policy\":{\"name\":\"test\",\"digest\":\"")
                .contains(
                        "\"revision\":1",
                        "\"outcome\":{\"kind\":\"forwarded\"}",
                        "\"endpoints\":[{\"address\":\"127.0.0.1:" + shared.upstream().port());
        assertThat(text.value("Content-Type")).startsWith("text/plain");
        assertThat(text.text())
                .startsWith("GET http://a.example/x\n")
                .contains("policy test, revision 1 in force", "=> forwarded to up0");
        assertThat(shared.upstream().accepted()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{ | is not valid",
                "[] | is not valid",
                "{'target':'/','headers':[],'colour':1} | colour",
                "{'headers':[]} | target",
                "{'target':'/','headers':[],'client':'x.example'} | client: expected an IP address.",
                "{'target':'/','headers':[],'client':'010.1'} | client: expected an IP address.",
                "{'target':'/','headers':[],'client':'10.1'} | client: expected an IP address.",
                "{'target':'/\\r\\nX: 1','headers':[]} | target: a line break cannot be sent.",
                "{'target':'/','headers':[],'port':70000} | port: expected 1 to 65535."
            })
    void whatIsNoQuestionIsRefusedWithItsPlace(String body, String words) throws IOException {
        Response response = post(body.replace('\'', '"'), "");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("\"code\":\"bad_request\"").contains(words);
    }

    @Test
    void aLargeQuestionIsRefused() throws IOException {
        Response response = post(" ".repeat(ExplainPage.MOST_BYTES) + QUESTION, "");

        assertThat(response.status()).isEqualTo(413);
    }

    private int status(String host, String type, String fields) throws IOException {
        int port = shared.gateway().gateway().adminPort();
        return Asking.post(port, QUESTION, host, type, fields).status();
    }

    /** What a page of another site may send without leave. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "application/json-seq", "text/json"})
    void onlyJsonIsTaken(String type) throws IOException {
        assertThat(status("localhost", type, "")).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json;charset=utf-8", "Application/JSON ; a=b"})
    void jsonMayHaveParameters(String type) throws IOException {
        assertThat(status("localhost", type, "")).isEqualTo(200);
    }

    /** A name that leads here may be anybody's (DNS rebinding). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:9901",
                "127.0.0.1.evil.example",
                "192.0.2.1:9901",
                "[2001:db8::1]",
                "127.1"
            })
    void onlyNamesOfThisMachineAreAskedBy(String host) throws IOException {
        assertThat(status(host, "application/json", "")).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:9901", "127.9.9.9", "[::1]:1"})
    void namesOfThisMachineAreAskedBy(String host) throws IOException {
        assertThat(status(host, "application/json", "")).isEqualTo(200);
        assertThat(status(host, "application/json", "Origin: http://" + host + "\r\n"))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "http://localhost:3000",
                "https://localhost",
                "http://localhost.evil.example"
            })
    void pagesOfOtherOriginsAreNotTold(String origin) throws IOException {
        assertThat(status("localhost", "application/json", "Origin: " + origin + "\r\n"))
                .isEqualTo(403);
    }

    /** The gateway asks for a body when it begins to wait for it. */
    @Test
    void whoSendsNoBodyKeepsNobodyWaiting() throws IOException {
        int port = shared.gateway().gateway().adminPort();
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < ExplainPage.MOST_AT_ONCE; i++) {
                RawClient client = RawClient.connect(port);
                slow.add(client);
                client.send(
                        "POST /explain HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(100);
            }
            assertThat(post(QUESTION, "").status()).isEqualTo(200);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void aQuestionNeedsATargetAlone() throws IOException {
        assertThat(post("{\"target\":\"/\"}", "").text()).contains("there is no Host field");
    }

    @Test
    void onlyPostIsTaken() throws IOException {
        assertThat(shared.gateway().admin("/explain").status()).isEqualTo(405);
    }
}
