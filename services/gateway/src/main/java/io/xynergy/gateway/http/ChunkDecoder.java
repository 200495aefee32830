package io.xynergy.gateway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Decodes the chunked transfer coding (RFC 9112, 7.1), strictly and in place. */
final class ChunkDecoder {

    /** The longest line of a chunk's size with its extensions, which are dropped. */
    private static final int MAX_LINE = 1024;

    /** The largest trailer section. */
    private static final int MAX_TRAILERS = 8 * 1024;

    /** Sizes of up to 2^60: far beyond any body. */
    private static final int MAX_DIGITS = 15;

    private static final byte[] NO_TRAILERS = {};

    private enum State {
        SIZE,
        SPACE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE
    }

    private final Fields trailers = new Fields(2);
    private final FieldParser parser = new FieldParser(trailers);
    private State state = State.DONE;
    private long size;
    private int digits;
    private int line;
    private byte[] section = NO_TRAILERS;
    private int sectionSize;
    private int rawEnd;

    void begin() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        line = 0;
        section = NO_TRAILERS;
        sectionSize = 0;
        trailers.clear(NO_TRAILERS);
    }

    boolean isDone() {
        return state == State.DONE;
    }

    int rawEnd() {
        return rawEnd;
    }

    Fields trailers() {
        return trailers;
    }

    int decode(ByteBuffer buffer, int from, int to) throws BadBodyException {
        int data = from;
        int at = from;
        while (at < to && state != State.DONE) {
            if (state == State.DATA) {
                int run = (int) Math.min(size, to - at);
                if (data != at) {
                    buffer.put(data, buffer, at, run);
                }
                data += run;
                at += run;
                size -= run;
                if (size == 0) {
                    state = State.DATA_CR;
                }
            } else {
                step(buffer.get(at++));
            }
        }
        rawEnd = at;
        return data - from;
    }

    private void step(byte b) throws BadBodyException {
        switch (state) {
            case SIZE -> sizeByte(b);
            case SPACE -> spaceByte(b);
            case EXTENSION -> extensionByte(b);
            case SIZE_LF -> endSize(b);
            case DATA_CR -> state = expect(b, '\r', State.DATA_LF);
            case DATA_LF -> {
                state = expect(b, '\n', State.SIZE);
                digits = 0;
                line = 0;
            }
            case TRAILERS -> trailerByte(b);
            case DATA, DONE -> throw new IllegalStateException("no byte to look at in " + state);
        }
    }

    private void sizeByte(byte b) throws BadBodyException {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b > 0) {
            if (++digits > MAX_DIGITS) {
                throw new BadBodyException("a chunk size is too large");
            }
            size = size << 4 | digit;
            return;
        }
        if (digits == 0) {
            throw new BadBodyException("a chunk size is not hexadecimal");
        }
        state =
                switch (b) {
                    case '\r' -> State.SIZE_LF;
                    case ';' -> State.EXTENSION;
                    case ' ', '\t' -> State.SPACE;
                    default -> throw new BadBodyException("a chunk size is not hexadecimal");
                };
    }

    /** White space is allowed before an extension only (RFC 9112, 7.1.1). */
    private void spaceByte(byte b) throws BadBodyException {
        lineByte();
        if (b == ';') {
            state = State.EXTENSION;
        } else if (b != ' ' && b != '\t') {
            throw new BadBodyException("a chunk size is followed by white space");
        }
    }

    private void extensionByte(byte b) throws BadBodyException {
        lineByte();
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (b < 0x20 && b >= 0 && b != '\t' || b == 0x7f) {
            throw new BadBodyException("a chunk extension has a control character");
        }
    }

    private void lineByte() throws BadBodyException {
        if (++line > MAX_LINE) {
            throw new BadBodyException("a chunk extension is too long");
        }
    }

    private void endSize(byte b) throws BadBodyException {
        State next = size == 0 ? State.TRAILERS : State.DATA;
        state = expect(b, '\n', next);
    }

    private static State expect(byte found, char wanted, State next) throws BadBodyException {
        if (found != wanted) {
            throw new BadBodyException("a chunk is not ended by CR LF");
        }
        return next;
    }

    private void trailerByte(byte b) throws BadBodyException {
        if (sectionSize == MAX_TRAILERS) {
            throw new BadBodyException("the trailer section is too large");
        }
        if (sectionSize == section.length) {
            section = Arrays.copyOf(section, Math.max(64, sectionSize * 2));
        }
        section[sectionSize++] = b;
        if (b == '\n' && isSectionEnd()) {
            parser.reset();
            trailers.clear(section);
            if (parser.parse(section, 0, sectionSize) != sectionSize) {
                throw new BadBodyException("the trailer section is malformed");
            }
            state = State.DONE;
        }
    }

    private boolean isSectionEnd() {
        int lineStart = sectionSize - 2;
        while (lineStart > 0 && section[lineStart - 1] != '\n') {
            lineStart--;
        }
        return sectionSize - Math.max(lineStart, 0) <= 2;
    }
}
