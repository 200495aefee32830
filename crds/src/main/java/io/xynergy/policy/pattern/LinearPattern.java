package io.xynergy.policy.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in the syntax of RE2, which is matched in time linear in the text.
 *
 * <p>What other dialects read in another way (classes in classes, {@code &&}, quantifiers that are
 * none) is refused, so that an expression never means something else than it did where it comes
 * from. Its size is bounded before anything is expanded.
 */
public final class LinearPattern implements PatternReading {

    /** The most instructions of one expression, counted repetitions written out. */
    public static final int LARGEST = 2_000;

    private final String regex;
    private final PatternParser parsed;
    private final Node node;
    private @Nullable volatile Pattern library;

    private LinearPattern(String regex, PatternParser parsed, Node node) {
        this.regex = regex;
        this.parsed = parsed;
        this.node = node;
    }

    /** Reads an expression; what is wrong with it is in words that follow "not …: ". */
    public static PatternReading read(String regex) {
        try {
            PatternParser parser = new PatternParser(regex);
            Node node = parser.parse();
            LinearPattern pattern = new LinearPattern(regex, parser, node);
            if (parser.size() > LARGEST) {
                return new Refused(
                        "too large: %s instructions (counted repetitions expanded); at most %s are"
                                        .formatted(parser.size(), LARGEST)
                                + " allowed");
            }
            if (parser.isForeign()) {
                Pattern _ = pattern.library();
            }
            return pattern;
        } catch (PatternProblem e) {
            return new Refused(String.valueOf(e.getMessage()));
        } catch (PatternSyntaxException e) {
            return new Refused(e.getDescription() + ": " + e.getPattern());
        }
    }

    /**
     * An expression that is known to be one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static LinearPattern of(String regex) {
        return switch (read(regex)) {
            case LinearPattern pattern -> pattern;
            case Refused(String reason) ->
                    throw new IllegalArgumentException("regex \"" + regex + "\": " + reason);
        };
    }

    /** As it was written. */
    public String regex() {
        return regex;
    }

    /** What it is made of; what is beyond ASCII is left out. */
    public Node node() {
        return node;
    }

    /** Whether its {@link #node} says nothing about some texts, so that only the library knows. */
    public boolean isForeign() {
        return parsed.isForeign();
    }

    /** At most so many instructions, its repetitions written out. */
    public int size() {
        return (int) parsed.size();
    }

    /** With which letters every text that matches begins, as far as that is plain to see. */
    public String literalStart() {
        return LiteralStart.of(node);
    }

    /** How many capturing groups there are. */
    public int groups() {
        return parsed.groups();
    }

    /** The numbers of the groups that have names. */
    public Map<String, Integer> names() {
        return parsed.names();
    }

    /** The same expression for RE2/J; compiled when it is first asked for. */
    public Pattern library() {
        Pattern known = library;
        if (known == null) {
            known = Pattern.compile(regex);
            library = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return regex;
    }
}
