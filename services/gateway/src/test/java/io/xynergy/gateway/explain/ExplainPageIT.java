package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** What a page of another site may send without leave. */
    @Test
    void onlyJsonIsTaken() throws IOException {
        try (RawClient client = RawClient.connect(shared.gateway().gateway().adminPort())) {
            client.send(
                    "POST /explain HTTP/1.1\r\nHost: admin\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: 2\r\n\r\n{}");
            assertThat(client.read().status()).isEqualTo(415);
        }
    }

    @Test
    void onlyPostIsTaken() throws IOException {
        assertThat(shared.gateway().admin("/explain").status()).isEqualTo(405);
    }
}
