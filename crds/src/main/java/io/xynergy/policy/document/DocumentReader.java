package io.xynergy.policy.document;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads one YAML 1.2 or JSON document into a tree of bounded size. */
public final class DocumentReader {

    /**
     * For a long value, the scanner copies what it has at each chunk: small ones take quadratic
     * time, and a single one takes six bytes of memory for each character of the document.
     */
    private static final int CHUNK = 1 << 18;

    /** A byte order mark. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private DocumentReader() {}

    /**
     * What became of a document that has to be JSON.
     *
     * @param <T> what it is read as
     */
    public sealed interface JsonResult<T> {

        /** A value; null when the reason was added to the problems. */
        record Read<T>(@Nullable T value) implements JsonResult<T> {}

        /** It is not JSON, or not UTF-8. */
        record NotJson<T>(PolicyError error) implements JsonResult<T> {}
    }

    /**
     * Reads YAML or JSON.
     *
     * @return the tree, or null when the reason was added to the problems
     */
    public static @Nullable Node read(byte[] document, DocumentBounds bounds, Problems problems) {
        if (isTooLarge(document, bounds, problems)) {
            return null;
        }
        String text;
        try {
            text = decode(document);
        } catch (NotUtf8Exception e) {
            problems.at(e.line, e.column, DocumentPath.ROOT, Rule.NOT_UTF_8, e.found);
            return null;
        }
        if (!beginsAsJson(text)) {
            return readYaml(text, bounds, problems);
        }
        var found = new Problems();
        try {
            Node root =
                    JsonTree.read(new StringReader(text), bounds, found, JsonTree.Takeover.NONE);
            problems.addAll(found);
            return root;
        } catch (JsonTree.NotJsonException _) {
            // YAML may begin with a brace too, and says better what is wrong with it
            return readYaml(indentWithSpaces(text), bounds, problems);
        } catch (IOException e) {
            throw new IllegalStateException("text in memory", e);
        }
    }

    /** Reads JSON and nothing else; members that come twice are among the problems. */
    public static JsonResult<Node> readJson(
            byte[] document, DocumentBounds bounds, Problems problems) {
        return readJson(document, bounds, problems, JsonTree.Takeover.NONE);
    }

    /**
     * Reads JSON and nothing else as a record, without a tree of the whole document in memory.
     *
     * @return a value that is good only when there are no problems
     */
    public static <T extends Record> JsonResult<T> bindJson(
            byte[] document, Class<T> type, DocumentBounds bounds, Problems problems) {
        var found = new Problems();
        RecordBinder binder = RecordBinder.whileReading(type, found);
        return switch (readJson(document, bounds, found, binder)) {
            case JsonResult.NotJson<Node> not -> new JsonResult.NotJson<>(not.error());
            case JsonResult.Read<Node> read -> {
                Node root = read.value();
                T value = root == null ? null : binder.finish(root, type);
                problems.addAll(found);
                yield new JsonResult.Read<>(value);
            }
        };
    }

    private static JsonResult<Node> readJson(
            byte[] document, DocumentBounds bounds, Problems problems, JsonTree.Takeover takeover) {
        if (isTooLarge(document, bounds, problems)) {
            return new JsonResult.Read<>(null);
        }
        int start = hasMark(document) ? MARK.length : 0;
        var bytes = new ByteArrayInputStream(document, start, document.length - start);
        try (Reader text = new InputStreamReader(bytes, strict())) {
            return new JsonResult.Read<>(JsonTree.read(text, bounds, problems, takeover));
        } catch (JsonTree.NotJsonException e) {
            return new JsonResult.NotJson<>(e.error());
        } catch (IOException e) {
            return new JsonResult.NotJson<>(notUtf8(document, e));
        }
    }

    /** Where a document stops being UTF-8, which its first reader did not say. */
    private static PolicyError notUtf8(byte[] document, IOException cause) {
        try {
            decode(document);
            throw new IllegalStateException("bytes in memory", cause);
        } catch (NotUtf8Exception e) {
            return new PolicyError("", e.line, e.column, Rule.NOT_UTF_8.message(e.found));
        }
    }

    private static boolean hasMark(byte[] document) {
        return document.length >= MARK.length
                && Arrays.equals(document, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static CharsetDecoder strict() {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    }

    private static boolean isTooLarge(byte[] document, DocumentBounds bounds, Problems problems) {
        if (document.length > bounds.bytes()) {
            problems.at(0, 0, DocumentPath.ROOT, Rule.TOO_LARGE, bounds.bytes());
            return true;
        }
        return false;
    }

    private static @Nullable Node readYaml(String text, DocumentBounds bounds, Problems problems) {
        TreeBuilder builder = new TreeBuilder(bounds.weight(), problems);
        LoadSettings settings =
                LoadSettings.builder()
                        .setCodePointLimit(bounds.bytes())
                        .setBufferSize(Math.min(text.length() + 1, CHUNK))
                        .setLabel("policy")
                        .build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            while (events.hasNext() && builder.accept(events.next())) {
                // the builder says when it has seen enough
            }
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            int line = mark.map(m -> m.getLine() + 1).orElse(0);
            int column = mark.map(m -> m.getColumn() + 1).orElse(0);
            syntax(problems, line, column, describe(e));
            return null;
        } catch (ReaderException e) {
            unprintable(text, e, problems);
            return null;
        } catch (YamlEngineException | NumberFormatException | IndexOutOfBoundsException e) {
            // the scanner lets some failures of numbers in directives and escapes through
            syntax(problems, 0, 0, String.valueOf(e.getMessage()));
            return null;
        }
        return builder.finish();
    }

    private static String describe(MarkedYamlEngineException e) {
        String problem = Optional.ofNullable(e.getProblem()).orElse("not YAML");
        String context = e.getContext();
        return context == null || context.isEmpty() ? problem : context + ": " + problem;
    }

    private static void unprintable(String text, ReaderException e, Problems problems) {
        int offset = text.offsetByCodePoints(0, Math.min(e.getPosition(), codePoints(text)));
        int[] place = place(text, offset);
        String character = String.format("U+%04X", e.getCodePoint());
        syntax(problems, place[0], place[1], "the character " + character + " is not allowed");
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static void syntax(Problems problems, int line, int column, String message) {
        problems.at(line, column, DocumentPath.ROOT, Rule.SYNTAX, Quote.plain(message.strip()));
    }

    /** Bytes that are not UTF-8. */
    private static final class NotUtf8Exception extends Exception {
        private static final long serialVersionUID = 1L;

        final int line;
        final int column;
        final String found;

        NotUtf8Exception(int line, int column, int found) {
            this.line = line;
            this.column = column;
            this.found = String.format("0x%02x", found);
        }
    }

    private static String decode(byte[] document) throws NotUtf8Exception {
        ByteBuffer in = ByteBuffer.wrap(document);
        CharBuffer out = CharBuffer.allocate(document.length);
        CoderResult result = strict().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int[] place = place(text, text.length());
            throw new NotUtf8Exception(place[0], place[1], document[in.position()] & 0xff);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean beginsAsJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (" \t\r\n".indexOf(text.charAt(i)) < 0) {
                return "{[".indexOf(text.charAt(i)) >= 0;
            }
        }
        return false;
    }

    /** JSON may be indented with tabs, YAML may not; no string of JSON goes over a line end. */
    private static String indentWithSpaces(String json) {
        char[] text = json.toCharArray();
        boolean indent = true;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                indent = true;
            } else if (text[i] == '\t' && indent) {
                text[i] = ' ';
            } else if (text[i] != ' ') {
                indent = false;
            }
        }
        return new String(text);
    }

    private static int[] place(String text, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new int[] {line, text.codePointCount(lineStart, offset) + 1};
    }
}
