package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BodyDecoderTest {

    private final BodyDecoder decoder = new BodyDecoder(MessageKind.REQUEST);

    private int decode(String text) throws BadBodyException {
        return decoder.decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), 0, text.length());
    }

    @Test
    void noBodyIsDoneAtOnceAndTakesNothing() throws Exception {
        decoder.beginLength(0);

        assertThat(decoder.isDone()).isTrue();
        assertThat(decode("GET")).isZero();
        assertThat(decoder.rawEnd()).isZero();
        decoder.end();
    }

    @Test
    void aKnownLengthTakesItsBytesAndNoMore() throws Exception {
        decoder.beginLength(5);

        assertThat(decode("abc")).isEqualTo(3);
        assertThat(decoder.isDone()).isFalse();
        assertThat(decoder.readAhead(100)).as("one more, to see the end").isEqualTo(3);
        assertThat(decode("deGET")).isEqualTo(2);
        assertThat(decoder.isDone()).isTrue();
        assertThat(decoder.rawEnd()).isEqualTo(2);
        assertThat(decoder.decoded()).isEqualTo(5);
        assertThat(decoder.isReusable()).isTrue();
    }

    @Test
    void aChunkedBodyTakesItsFramingToo() throws Exception {
        decoder.beginChunked();

        assertThat(decode("3\r\nabc\r\n0\r\nX: 1\r\n\r\nGET")).isEqualTo(3);
        assertThat(decoder.isDone()).isTrue();
        assertThat(decoder.rawEnd()).isEqualTo("3\r\nabc\r\n0\r\nX: 1\r\n\r\n".length());
        assertThat(decoder.hasTrailers()).isTrue();
        assertThat(decoder.readAhead(100)).isEqualTo(100);

        decoder.beginLength(1);
        assertThat(decoder.hasTrailers()).isFalse();
    }

    @Test
    void littleIsReadBehindARequestsChunk() throws Exception {
        decoder.beginChunked();
        assertThat(decoder.readAhead(64 * 1024)).isEqualTo(8 * 1024);

        decode("100000\r\nabc"); // 2^20 bytes
        assertThat(decoder.readAhead(64 * 1024)).isEqualTo(64 * 1024);
        decoder.beginChunked();
        decode("3E8\r\n");
        assertThat(decoder.readAhead(64 * 1024)).isEqualTo(1000 + 8 * 1024);
    }

    @Test
    void aBodyUntilCloseEndsWithItsConnectionAlone() throws Exception {
        decoder.beginUntilClose();

        assertThat(decode("abc")).isEqualTo(3);
        assertThat(decoder.isDone()).isFalse();
        decoder.end();
        assertThat(decoder.isDone()).isTrue();
        assertThat(decoder.isReusable()).isFalse();
    }

    @Test
    void anEndWithinABodyIsNoEnd() throws Exception {
        decoder.beginLength(5);
        decode("abcd");
        assertThatThrownBy(decoder::end).isInstanceOf(EOFException.class);
        decode("e");
        assertThatCode(decoder::end).doesNotThrowAnyException();

        decoder.beginChunked();
        decode("3\r\nabc\r\n0\r\n");
        assertThatThrownBy(decoder::end).isInstanceOf(EOFException.class);
    }
}
