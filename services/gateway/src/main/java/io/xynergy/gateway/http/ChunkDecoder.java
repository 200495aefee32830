package io.xynergy.gateway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Decodes the chunked transfer coding (RFC 9112, 7.1) in place.
 *
 * <p>Strictly in requests. In responses a size may be padded with white space or zeros, as some
 * servers reserve room for it, and extensions may be anything without control characters: they end
 * here either way.
 */
final class ChunkDecoder {

    /** The longest line of a chunk's size with its extensions, which are dropped. */
    private static final int MAX_LINE = 1024;

    /**
     * What a body may have of extensions and white space beyond {@link #freeOverhead}: they cost
     * the reader and carry nothing.
     */
    private static final long MAX_OVERHEAD = 16 * 1024;

    /** The largest trailer section. */
    private static final int MAX_TRAILERS = 8 * 1024;

    /** Sizes of up to 2^60: far beyond any body. */
    private static final int MAX_DIGITS = 15;

    /** What may be read of a request's body beyond the chunk whose data is under way. */
    private static final int READ_AHEAD = 8 * 1024;

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

    private final MessageKind kind;
    private final Fields trailers = new Fields(2);
    private final FieldParser parser;
    private final ChunkExtensions extensions = new ChunkExtensions();
    private State state = State.DONE;
    private long size;
    private int digits;
    private int line;
    private long overhead;
    private byte[] section = NO_TRAILERS;
    private int sectionSize;

    /** Where the line of the trailer section begins that is being read. */
    private int lineStart;

    private int rawEnd;

    ChunkDecoder(MessageKind kind) {
        this.kind = kind;
        this.parser = new FieldParser(trailers, kind);
    }

    void begin() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        line = 0;
        overhead = 0;
        forget();
    }

    /** Drops the trailers. */
    void forget() {
        section = NO_TRAILERS;
        sectionSize = 0;
        lineStart = 0;
        trailers.clear(NO_TRAILERS);
    }

    /** Bytes that the trailers hold. */
    int held() {
        return section.length;
    }

    /** How many bytes to ask for next, at most. */
    long readAhead() {
        if (kind == MessageKind.RESPONSE) {
            return Long.MAX_VALUE;
        }
        return state == State.DATA ? size + READ_AHEAD : READ_AHEAD;
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
            if (size == 0 && digits > 0 && kind == MessageKind.RESPONSE) {
                lineByte(); // zeros before the number are padding
            } else if (++digits > MAX_DIGITS) {
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
                    case ';' -> beginExtension();
                    case ' ', '\t' -> State.SPACE;
                    default -> throw new BadBodyException("a chunk size is not hexadecimal");
                };
    }

    private State beginExtension() {
        extensions.begin();
        return State.EXTENSION;
    }

    /**
     * White space is allowed before an extension only (RFC 9112, 7.1.1); in responses at the end.
     */
    private void spaceByte(byte b) throws BadBodyException {
        lineByte();
        if (b == ';') {
            state = beginExtension();
        } else if (b == '\r' && kind == MessageKind.RESPONSE) {
            state = State.SIZE_LF;
        } else if (b != ' ' && b != '\t') {
            throw new BadBodyException("a chunk size is followed by white space");
        }
    }

    private void extensionByte(byte b) throws BadBodyException {
        lineByte();
        boolean strict = kind == MessageKind.REQUEST;
        if (b == '\r') {
            if (strict && !extensions.mayEnd()) {
                throw new BadBodyException("a chunk extension is not complete");
            }
            state = State.SIZE_LF;
        } else if (strict ? !extensions.take(b) : !FieldParser.isValue(b)) {
            throw new BadBodyException(
                    "a chunk extension is not a name, or a name and a token or quoted string");
        }
    }

    private void lineByte() throws BadBodyException {
        if (++line > MAX_LINE) {
            throw BadBodyException.tooLarge(
                    "a chunk extension is longer than " + MAX_LINE + " bytes");
        }
    }

    /** A little for each chunk, and as much again as it brings: so much costs no more than data. */
    private static long freeOverhead(long chunk) {
        return 16 + 2 * chunk;
    }

    private void endSize(byte b) throws BadBodyException {
        overhead = Math.max(0, overhead + line - freeOverhead(size));
        if (overhead > MAX_OVERHEAD) {
            throw BadBodyException.tooLarge("the chunk extensions are larger than the body allows");
        }
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
            throw BadBodyException.tooLarge("the trailer section is too large");
        }
        if (sectionSize == section.length) {
            section = Arrays.copyOf(section, Math.max(64, sectionSize * 2));
        }
        section[sectionSize++] = b;
        if (b == '\n') {
            endTrailerLine();
        }
    }

    /** The section ends with an empty line: CR LF, or LF alone, which the parser judges. */
    private void endTrailerLine() throws BadBodyException {
        int length = sectionSize - lineStart;
        boolean empty = length == 1 || length == 2 && section[lineStart] == '\r';
        if (!empty) {
            lineStart = sectionSize;
            return;
        }
        parser.reset();
        trailers.clear(section);
        if (parser.parse(section, 0, sectionSize) != sectionSize) {
            throw new BadBodyException("the trailer section is malformed");
        }
        state = State.DONE;
    }
}
