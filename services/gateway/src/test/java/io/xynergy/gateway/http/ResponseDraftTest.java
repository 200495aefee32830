package io.xynergy.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses from their beginning to their head on the wire. */
final class ResponseDraftTest {

    private final ResponseDraft draft = new ResponseDraft();
    private final RequestHead get = request("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    private static RequestHead request(String text) {
        var head = new RequestHead();
        byte[] bytes = Ascii.bytes(text);
        head.clear(bytes);
        assertThat(new RequestParser(head).parse(bytes, 0, bytes.length)).isPositive();
        return head;
    }

    private static ResponseHead head(String text) {
        var head = new ResponseHead();
        byte[] bytes = Ascii.bytes(text);
        assertThat(head.parse(bytes, 0, bytes.length)).isPositive();
        return head;
    }

    private String write(RequestHead request, Framing framing, boolean keep) {
        var out = new Output();
        ResponseWriter.write(out, draft, request, framing, keep);
        return new String(out.bytes(), 0, out.size(), StandardCharsets.US_ASCII);
    }

    @Test
    void ownResponseHasItsLinesItsLengthAndWhatWasAdded() {
        draft.begin(429, 12).own(Ascii.bytes("Retry-After: 1\r\n"));
        draft.add(Ascii.bytes("X-A: ")).add(Ascii.bytes("b\r\n"));

        assertThat(write(get, Framing.LENGTH, true))
                .isEqualTo(
                        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 12\r\n"
                                + "X-A: b\r\n\r\n");
    }

    @Test
    void filtersLeaveOutFieldsOfUpstreamsAndOwnOnesButNothingAdded() {
        FieldFilter filter = new NamedFields(List.of("Server", "Cache-Control"));
        draft.begin(head("HTTP/1.1 200 OK\r\nServer: x\r\nsERVER: y\r\nX-B: 1\r\n\r\n"));
        draft.drop(filter).add(Ascii.bytes("Server: z\r\n"));
        assertThat(write(get, Framing.CHUNKED, true))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nX-B: 1\r\nTransfer-Encoding: chunked\r\nServer: z\r\n\r\n");

        draft.begin(200, 0).own(Ascii.bytes("Cache-Control: no-store\r\n")).drop(filter);
        assertThat(write(get, Framing.LENGTH, true))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void severalFiltersAllHold() {
        draft.begin(head("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n"));
        for (int i = 0; i < 20; i++) {
            draft.drop(new NamedFields(List.of("x" + i)));
        }
        draft.drop(new NamedFields(List.of("a"))).drop(new NamedFields(List.of("c")));

        assertThat(write(get, Framing.NONE, true))
                .contains("\r\nB: 2\r\n")
                .doesNotContain("A:", "C:");
    }

    @Test
    void interimResponseHasNothingAdded() {
        draft.begin(head("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 3\r\n\r\n"));
        draft.add(Ascii.bytes("X-A: b\r\n"));

        assertThat(write(get, Framing.NONE, true))
                .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    }

    /** RFC 9110, 8.6; RFC 9112, 6.3 and 9.3. */
    @ParameterizedTest
    @CsvSource({
        "200, true, 1, true",
        "200, false, 1, true",
        "204, true, 1, false",
        "304, true, 1, true",
        "200, true, 0, true"
    })
    void lengthAndConnectionAreSaidWhereTheyMean(
            int status, boolean keep, int minor, boolean length) {
        draft.begin(status, 5);
        RequestHead request =
                request(
                        "GET / HTTP/1.%d\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"
                                .formatted(minor));

        String written = write(request, Framing.LENGTH, keep);

        assertThat(written.contains("Content-Length: 5")).isEqualTo(length);
        assertThat(written.contains("Connection: close")).isEqualTo(!keep);
        assertThat(written.contains("Connection: keep-alive")).isEqualTo(keep && minor == 0);
    }

    @Test
    void nextResponseKnowsNothingOfTheLast() {
        draft.begin(500, 3).own(Ascii.bytes("A: 1\r\n")).add(Ascii.bytes("B: 2\r\n"));
        draft.drop(new NamedFields(List.of("c")));

        draft.begin(head("HTTP/1.1 200 OK\r\nC: 3\r\n\r\n"));

        assertThat(write(get, Framing.NONE, true)).isEqualTo("HTTP/1.1 200 OK\r\nC: 3\r\n\r\n");
        assertThat(draft.dropsNothing()).isTrue();
    }
}
