package io.xynergy.crm;

import static java.net.http.HttpRequest.BodyPublishers.ofByteArray;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputIT {

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    @AfterEach
    void nothingWasStored() throws Exception {
        assertThat(crm.get("acme", "/contacts").items("id")).isEmpty();
    }

    private static Reply post(byte[] body) throws Exception {
        return crm.send(
                crm.request("acme", "/contacts")
                        .header("Content-Type", "application/json")
                        .POST(ofByteArray(body)));
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() throws Exception {
        Reply reply =
                crm.post(
                        "acme",
                        "/contacts",
                        """
                        {"type":7,"name":"  ","email":"nobody","relationshipType":[],"status":"%s",
                         "source":"a\\tb","interactionCount":-1,"emailCount":1.5,
                         "slackMessageCount":"3","customFields":[],"tenantId":"rival","nam":"x"}
                        """
                                .formatted("s".repeat(65)));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_request");
        assertThat(reply.details())
                .containsExactlyInAnyOrder(
                        "type: expected a string, found a number",
                        "name: must not be blank; leave it out or give null instead",
                        "email: expected an e-mail address such as ann@example.com; there is no @",
                        "relationshipType: expected a string, found an array",
                        "status: expected at most 64 characters, found 65",
                        "source: has the control character U+0009 at position 2",
                        "interactionCount: expected a whole number from 0 to 2147483647, found -1",
                        "emailCount: expected a whole number from 0 to 2147483647, found 1.5",
                        "slackMessageCount: expected a whole number from 0 to 2147483647, found a string",
                        "customFields: expected an object, found an array",
                        "tenantId: is not the tenant of the caller",
                        "nam: there is no such field; did you mean \"name\"?");
    }

    @Test
    void aContactNeedsANameOrAnAddress() throws Exception {
        assertThat(crm.post("acme", "/contacts", "{}").details())
                .containsExactly("name: a contact needs a name or an email");
        assertThat(crm.post("acme", "/contacts", "{\"name\":null,\"email\":null}").fields())
                .containsExactly("name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                              | The body is empty; a JSON value is expected.",
                "{\"name\":\"a\"               | Unexpected end-of-input",
                "{\"name\":\"a\"} x            | Unrecognized token",
                "{\"name\":\"a\"}{}            | something follows after the value",
                "{\"name\":\"a\",\"name\":\"b\"} | Duplicate field 'name'",
                "{\"name\":\"a\",}             | was expecting double-quote",
                "{'name':'a'}                  | was expecting double-quote",
                "{\"name\":\"a\",\"emailCount\":01} | Invalid numeric value",
                "{\"name\":\"a\",\"emailCount\":NaN} | NaN",
                "{\"name\":\"a\" /* x */}      | comment",
                "[]                            | The body has to be a JSON object.",
                "null                          | The body has to be a JSON object.",
                "\"name\"                      | The body has to be a JSON object.",
                "{\"name\":\"a\\qb\"}          | Unrecognized character escape",
            })
    void whatIsNoJsonIsRefused(String body, String reason) throws Exception {
        Reply reply = post((body == null ? "" : body).getBytes(UTF_8));
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_json");
        assertThat(reply.json().at("/error/message").asText()).contains(reason);
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws Exception {
        byte[] latin = "{\"name\":\"M\u00fcller\"}".getBytes(ISO_8859_1);
        assertThat(post(latin).text()).contains("The body is not valid UTF-8 at byte 10.");
        byte[] surrogate = "{\"name\":\"x\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1);
        assertThat(post(surrogate).text()).contains("not valid UTF-8");
        byte[] overlong = "{\"name\":\"x\u00c0\u0080\"}".getBytes(ISO_8859_1);
        assertThat(post(overlong).text()).contains("not valid UTF-8");
        assertThat(post("{\"name\":\"x\"}".getBytes(UTF_16BE)).status()).isEqualTo(400);
        assertThat(post("\ufeff{\"name\":\"x\"}".getBytes(UTF_8)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\\u0000b\"",
                "\"a\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"a\\u0007\"",
                "\"\\u0085\""
            })
    void charactersThatCannotBeStoredAreNamed(String name) throws Exception {
        Reply reply = crm.post("acme", "/contacts", "{\"name\":" + name + "}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.details()).singleElement().asString().startsWith("name: has ");
        Reply custom =
                crm.post(
                        "acme",
                        "/contacts",
                        "{\"name\":\"a\",\"customFields\":{\"k\":[{\"x\":\"\\u0000\"},\"\\ud800\"]}}");
        assertThat(custom.fields()).containsExactly("customFields.k[0].x", "customFields.k[1]");
    }

    @Test
    void customFieldsAreBounded() throws Exception {
        assertCustom(
                "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":[]}}}}}",
                "customFields.a.b.c.d.e: deeper than 5 levels");
        assertCustom(
                "{\"a\":1e41}",
                "customFields.a: the number has more than 40 digits when written out");
        assertCustom(
                "{\"a\":1e-400}",
                "customFields.a: the number has more than 40 digits when written out");
        assertCustom(
                "{\"\":1}",
                "customFields: a field's name must not be blank; leave it out or give null instead");
        assertCustom(
                "{\"" + "k".repeat(65) + "\":1}",
                "customFields: a field's name expected at most 64 characters, found 65");
        assertCustom(
                "{\"a\":\"" + "x".repeat(8192) + "\"}",
                "customFields: expected at most 8192 bytes of JSON, found 8200");
        var many = new StringBuilder("{\"k0\":0");
        for (int i = 1; i <= 50; i++) {
            many.append(",\"k").append(i).append("\":0");
        }
        assertCustom(many + "}", "customFields: expected at most 50 fields, found 51");
    }

    private static void assertCustom(String value, String detail) throws Exception {
        Reply reply =
                crm.post("acme", "/contacts", "{\"name\":\"a\",\"customFields\":" + value + "}");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.details()).containsExactly(detail);
    }

    @Test
    void depthLengthAndHugeNumbersDoNotReachTheParserOfNumbers() throws Exception {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThat(crm.post("acme", "/contacts", "{\"name\":" + deep + "}").text())
                .contains("nesting depth")
                .doesNotContain("StreamReadConstraints");
        assertThat(
                        crm.post("acme", "/contacts", "{\"emailCount\":" + "9".repeat(60_000) + "}")
                                .status())
                .isEqualTo(400);
        for (String number :
                new String[] {"1e999999999", "1e99999999999999999999", "-1e-999999999"}) {
            Reply reply =
                    crm.post("acme", "/contacts", "{\"name\":\"a\",\"emailCount\":" + number + "}");
            assertThat(reply.status()).as(number + reply).isEqualTo(400);
            reply =
                    crm.post(
                            "acme",
                            "/contacts",
                            "{\"name\":\"a\",\"customFields\":{\"n\":" + number + "}}");
            assertThat(reply.status()).as(number + reply).isEqualTo(400);
        }
        assertThat(crm.post("acme", "/contacts", "{\"" + "n".repeat(2000) + "\":1}").status())
                .isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLongIsRefusedWithItsLimit() throws Exception {
        String long64 = "{\"name\":\"a\"" + " ".repeat(64 << 10) + "}";
        Reply one = crm.post("acme", "/contacts", long64);
        assertThat(one.status()).isEqualTo(413);
        assertThat(one.text()).contains("longer than the 65536 bytes");
        Reply chunked =
                crm.send(
                        crm.request("acme", "/contacts")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(long64.getBytes(UTF_8)))));
        assertThat(chunked.status()).isEqualTo(413);
        Reply batch = crm.post("acme", "/contacts/batch", "[" + " ".repeat(4 << 20) + "]");
        assertThat(batch.status()).isEqualTo(413);
        assertThat(batch.json().at("/error/code").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0            | limit: expected a whole number from 1 to 100, found 0",
                "limit=101          | limit: expected a whole number from 1 to 100, found 101",
                "limit=ten          | limit: expected a whole number from 1 to 100, found ten",
                "limit=%2B5         | limit: expected a whole number from 1 to 100, found +5",
                "limit=             | 'limit: expected a whole number from 1 to 100, found '",
                "limit=1&limit=2    | limit: is given more than once",
                "stauts=x           | stauts: there is no such parameter; did you mean \"status\"?",
                "status=            | status: is empty",
                "status=%00         | status: has the control character U+0000 at position 1",
                "status=%ff         | query: is not well encoded: status=%ff",
                "sort=age           | sort: expected one of createdAt, -createdAt, updatedAt, -updatedAt, name, -name",
                "q=a&sort=name      | sort: cannot be combined with q, which has its own order",
                "name=!!            | name: has neither letters nor digits",
                "updatedSince=today | updatedSince: expected a time such as 2026-11-24T10:00:00Z; a plus sign is written %2B",
                "updatedSince=%2B999999999-01-01T00:00:00Z | updatedSince: expected a time such as 2026-11-24T10:00:00Z; a plus sign is written %2B",
                "cursor=x           | cursor: is not a cursor of this service",
            })
    void wrongParametersAreNamed(String query, String detail) throws Exception {
        Reply reply = crm.get("acme", "/contacts?" + query);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.details()).containsExactly(detail);
    }

    @Test
    void headersThatNoHeaderCanBeAreRefused() throws Exception {
        for (String key : new String[] {"", "\"", "a b", "é", "k".repeat(256)}) {
            String raw = new String(key.getBytes(UTF_8), ISO_8859_1);
            String response =
                    RawSocket.send(
                            crm.port(),
                            "POST /contacts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + caller()
                                    + "Content-Type: application/json\r\nContent-Length: 12\r\n"
                                    + "Idempotency-Key: "
                                    + raw
                                    + "\r\n\r\n{\"name\":\"a\"}");
            assertThat(response).as(key).startsWith("HTTP/1.1 400 ").contains("{\"error\":{");
        }
    }

    @Test
    void whatIsNoHttpIsRefusedAndNoSecondRequestIsReadFromABody() throws Exception {
        String smuggled = "GET /contacts HTTP/1.1\r\nHost: x\r\n\r\n";
        String response =
                RawSocket.send(
                        crm.port(),
                        "POST /contacts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Content-Length: "
                                + smuggled.length()
                                + "\r\n\r\n"
                                + smuggled);
        assertThat(response).startsWith("HTTP/1.1 401 ");
        assertThat(response.indexOf("HTTP/1.1", 1)).isEqualTo(-1);
    }

    /** RFC 9112, section 6.1: the connection ends, whatever was made of the request. */
    @Test
    void aBodyWithTwoLengthsEndsTheConnection() throws Exception {
        String response =
                RawSocket.send(
                        crm.port(),
                        "POST /contacts HTTP/1.1\r\nHost: x\r\n"
                                + caller()
                                + "Content-Type: application/json\r\nContent-Length: 40\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
                                + "GET /contacts HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
        assertThat(response.indexOf("HTTP/1.1", 1)).isEqualTo(-1);
    }

    private static String caller() {
        var lines = new StringBuilder();
        crm.caller("acme").forEach((name, value) -> lines.append(name + ": " + value + "\r\n"));
        return lines.toString();
    }
}
