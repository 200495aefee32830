package io.xynergy.crm.contact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedTextTest {

    @ParameterizedTest
    @CsvSource({
        "Ann Smith, ann smith",
        "  Ann   SMITH , ann smith",
        "Zoë Müller, zoe muller",
        "Groß & Söhne, gross sohne",
        "O'Brien, obrien",
        "O’Brien, obrien",
        "Anna-María, anna maria",
        "Łódź Øre Æsir Þor, lodz ore aesir thor",
        "ﬁne １２３, fine 123",
        "İstanbul, istanbul",
        "'!?…', ''",
    })
    void caseAccentsAndPunctuationDoNotMatter(String text, String key) {
        assertThat(FoldedText.key(text)).isEqualTo(key == null ? "" : key);
    }

    @Test
    void composedAndDecomposedTextsAreEqual() {
        assertThat(FoldedText.key("Zoe\u0308 \u00c9mile"))
                .isEqualTo(FoldedText.key("Zo\u00eb E\u0301mile"));
        assertThat(FoldedText.key("\uac00")).isEqualTo(FoldedText.key("\u1100\u1161"));
    }

    @Test
    void lettersOfAnyScriptBecomeAsciiThatKeepsPrefixesAndOrder() {
        assertThat(FoldedText.key("Мария И")).startsWith(FoldedText.key("МАР"));
        assertThat(FoldedText.key("李小龍")).startsWith(FoldedText.key("李小")).hasSize(12);
        assertThat(Stream.of("Анна", "Борис", "Вера", "李", "龍").map(FoldedText::key))
                .isSorted()
                .allMatch(key -> key.matches("[0-9][0-9a-z]*"));
        assertThat(FoldedText.key("हिन्दी")).isNotEqualTo(FoldedText.key("हन्द"));
    }

    @Test
    void aKeyIsBoundedWhateverTheTextDecomposesTo() {
        assertThat(FoldedText.key("\ufdfa".repeat(200))).hasSize(FoldedText.LONGEST);
    }

    @Test
    void aKeyOfAnyTextIsLowerCaseAsciiWithSingleSpaces() {
        long seed = System.nanoTime();
        System.out.println("FoldedTextTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            int[] letters =
                    random.ints(20, 0, Character.MAX_CODE_POINT + 1)
                            .map(letter -> random.nextBoolean() ? letter : letter % 0x500)
                            .toArray();
            String text = new String(letters, 0, letters.length);
            assertThat(FoldedText.key(text)).as(text).matches("|[0-9a-z]+( [0-9a-z]+)*");
        }
    }
}
