package io.xynergy.crm.contact;

import java.text.Normalizer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds names into ASCII, so that case, accents and punctuation do not matter for order and search,
 * and so that a database gives the same responses whatever its locale is.
 *
 * <p>Latin letters become {@code a} to {@code z}. Each letter of another script becomes four
 * characters, a digit first, whose order is that of the letters: prefixes stay prefixes, and
 * trigrams of the result find similar words in any script.
 */
public final class FoldedText {

    /** Longest key: an index takes no more than some 2,700 bytes for all its columns. */
    static final int LONGEST = 800;

    /** Letters that Unicode does not decompose, and what people type for them. */
    private static final Map<Integer, String> LATIN =
            Map.ofEntries(
                    Map.entry((int) 'ß', "ss"),
                    Map.entry((int) 'æ', "ae"),
                    Map.entry((int) 'œ', "oe"),
                    Map.entry((int) 'ø', "o"),
                    Map.entry((int) 'đ', "d"),
                    Map.entry((int) 'ð', "d"),
                    Map.entry((int) 'ħ', "h"),
                    Map.entry((int) 'ı', "i"),
                    Map.entry((int) 'ł', "l"),
                    Map.entry((int) 'þ', "th"),
                    Map.entry((int) 'ς', "σ"));

    private static final Set<Character.UnicodeBlock> ACCENTS =
            Set.of(
                    Character.UnicodeBlock.COMBINING_DIACRITICAL_MARKS,
                    Character.UnicodeBlock.COMBINING_DIACRITICAL_MARKS_EXTENDED,
                    Character.UnicodeBlock.COMBINING_DIACRITICAL_MARKS_SUPPLEMENT,
                    Character.UnicodeBlock.COMBINING_HALF_MARKS);

    private static final String APOSTROPHES = "'\u2019\u02bc`";
    private static final int CODE_LENGTH = 4;
    private static final int RADIX = 36;

    /** The first character of a code is one of ten digits. */
    private static final int CODES = 10 * RADIX * RADIX * RADIX;

    private final StringBuilder key = new StringBuilder();
    private boolean space;

    private FoldedText() {}

    /** The key of a text; empty when it has neither letters nor digits. */
    public static String key(String text) {
        var folded = new FoldedText();
        Normalizer.normalize(text, Normalizer.Form.NFKD)
                .codePoints()
                .map(Character::toLowerCase)
                .forEach(folded::add);
        StringBuilder key = folded.key;
        return key.substring(0, Math.min(key.length(), LONGEST));
    }

    /** A key with its last word first, as lists of people have it; null when it has only one. */
    static @Nullable String turned(String key) {
        int last = key.lastIndexOf(' ') + 1;
        return last == 0 ? null : key.substring(last) + ' ' + key.substring(0, last - 1);
    }

    private void add(int letter) {
        String latin = LATIN.get(letter);
        if (latin != null) {
            latin.chars().forEach(this::addLetter);
        } else if (!isAccent(letter) && APOSTROPHES.indexOf(letter) < 0) {
            addLetter(letter);
        }
    }

    private void addLetter(int letter) {
        if (!isPartOfWord(letter)) {
            space = !key.isEmpty();
            return;
        }
        if (space) {
            key.append(' ');
            space = false;
        }
        if (letter < 0x80) {
            key.append((char) letter);
        } else {
            String code = Integer.toString(letter, RADIX);
            key.repeat('0', CODE_LENGTH - code.length()).append(code);
        }
    }

    private static boolean isAccent(int letter) {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(letter);
        return block != null && ACCENTS.contains(block);
    }

    private static boolean isPartOfWord(int letter) {
        int type = Character.getType(letter);
        return letter < CODES
                && (Character.isLetterOrDigit(letter)
                        || type == Character.NON_SPACING_MARK
                        || type == Character.COMBINING_SPACING_MARK);
    }
}
