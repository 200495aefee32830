package io.xynergy.crm.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Parses JSON (RFC 8259) as strictly as it can be meant: one value in UTF-8, no name twice. */
public final class JsonInput {

    /** Most levels of a document; a batch's contact with its custom fields needs nine. */
    private static final int DEEPEST = 20;

    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_TEXT = 100_000;

    private static final JsonMapper MAPPER = mapper();

    private JsonInput() {}

    private static JsonMapper mapper() {
        var factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(DEEPEST)
                                        .maxNumberLength(LONGEST_NUMBER)
                                        .maxNameLength(LONGEST_NAME)
                                        .maxStringLength(LONGEST_TEXT)
                                        .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        // names are the clients' choice: nothing may keep them
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.CHARSET_DETECTION)
                        .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** Reads values of a document. */
    @FunctionalInterface
    public interface Reader<T> {

        /** Reads from the first token on; whatever follows is refused. */
        T read(JsonParser json) throws IOException;
    }

    /**
     * Reads a document that is one object.
     *
     * @throws ProblemException 400 that says where it is not well-formed
     */
    public static ObjectNode object(byte[] body) {
        return read(
                body,
                json -> {
                    if (json.currentToken() != JsonToken.START_OBJECT) {
                        throw refused("The body has to be a JSON object.");
                    }
                    return node(json);
                });
    }

    /**
     * Reads a document piece by piece.
     *
     * @throws ProblemException 400 that says where it is not well-formed
     */
    public static <T> T read(byte[] body, Reader<T> reader) {
        checkUtf8(body);
        try (JsonParser json = MAPPER.createParser(body)) {
            return read(json, reader);
        } catch (JsonProcessingException e) {
            throw notWellFormed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(JsonParser json, Reader<T> reader) throws IOException {
        if (json.nextToken() == null) {
            throw refused("The body is empty; a JSON value is expected.");
        }
        try {
            T value = reader.read(json);
            if (json.nextToken() != null) {
                throw notWellFormed("something follows after the value", json);
            }
            return value;
        } catch (NumberFormatException _) {
            // Jackson lets through exponents that it cannot read afterwards
            throw notWellFormed("a number is too large", json);
        }
    }

    /** The object or other value that begins at the parser's present token. */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public static <N extends JsonNode> N node(JsonParser json) throws IOException {
        return MAPPER.readTree(json);
    }

    private static ProblemException notWellFormed(JsonProcessingException e) {
        String reason = String.valueOf(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException) {
            reason = reason.replaceAll(", from `[^`]*`", "");
        }
        var where = e.getLocation();
        return refused(
                where == null
                        ? "The body is not valid JSON: " + reason + "."
                        : "The body is not valid JSON: %s, at line %d, column %d."
                                .formatted(reason, where.getLineNr(), where.getColumnNr()));
    }

    private static ProblemException notWellFormed(String reason, JsonParser json) {
        var where = json.currentTokenLocation();
        return refused(
                "The body is not valid JSON: %s, at line %d, column %d."
                        .formatted(reason, where.getLineNr(), where.getColumnNr()));
    }

    /** A body that cannot be read at all. */
    public static ProblemException refused(String message) {
        return new ProblemException(Problem.of(400, "invalid_json", message));
    }

    /** Jackson takes some byte sequences that are no UTF-8, such as encoded surrogates. */
    private static void checkUtf8(byte[] body) {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(body);
        var out = CharBuffer.allocate(4096);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw refused("The body is not valid UTF-8 at byte " + in.position() + ".");
        }
    }
}
