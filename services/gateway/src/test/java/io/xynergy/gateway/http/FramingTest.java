package io.xynergy.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How a body's parts are framed for the next hop. */
final class FramingTest {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(Output out) {
        return new String(out.bytes(), 0, out.size(), StandardCharsets.ISO_8859_1);
    }

    private static String early(Framing framing, String content) throws BadBodyException {
        byte[] raw = ("before" + content).getBytes(StandardCharsets.ISO_8859_1);
        var body = new BodyDecoder(MessageKind.RESPONSE);
        body.beginLength(content.length());
        var early = new EarlyBody(raw);
        early.find(body, 6, raw.length);
        var out = new Output();
        framing.appendEarly(out, early);
        return text(out);
    }

    @Test
    void earlyBytesAreAChunkOnlyWhereBodiesAreChunked() throws BadBodyException {
        assertThat(early(Framing.CHUNKED, "hello world, sixteen")).startsWith("14\r\nhello");
        assertThat(early(Framing.LENGTH, "hello")).isEqualTo("hello");
        assertThat(early(Framing.CLOSE, "hello")).isEqualTo("hello");
    }

    @Test
    void nothingEarlyIsNoChunkBecauseAnEmptyOneWouldEndTheBody() throws BadBodyException {
        assertThat(early(Framing.CHUNKED, "")).isEmpty();
    }

    @Test
    void trailersPassExceptThoseThatFrameOrRoute() throws Exception {
        var body = new BodyDecoder(MessageKind.RESPONSE);
        body.beginChunked();
        String raw = "0\r\nX-Sum: 1\r\nContent-Length: 9\r\nHost: b\r\nX-Last: 2\r\n\r\n";
        body.decode(bytes(raw), 0, raw.length());
        var out = new Output();

        Framing.appendEnd(out, body, new ResponseDraft());

        assertThat(text(out)).isEqualTo("0\r\nX-Sum: 1\r\nX-Last: 2\r\n\r\n");
    }
}
