package io.xynergy.crm.contact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** RFC 7396, appendix A: all of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}        | {\"a\":\"c\"}                  | {\"a\":\"c\"}",
                "{\"a\":\"b\"}        | {\"b\":\"c\"}                  | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}        | {\"a\":null}                   | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null}              | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}      | {\"a\":\"c\"}                  | {\"a\":\"c\"}",
                "{\"a\":\"c\"}        | {\"a\":[\"b\"]}                | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]}                 | {\"a\":[1]}",
                "[\"a\",\"b\"]        | [\"c\",\"d\"]                  | [\"c\",\"d\"]",
                "{\"a\":\"b\"}        | [\"c\"]                        | [\"c\"]",
                "{\"a\":\"foo\"}      | null                           | null",
                "{\"a\":\"foo\"}      | \"bar\"                        | \"bar\"",
                "{\"e\":null}         | {\"a\":1}                      | {\"e\":null,\"a\":1}",
                "[1,2]                | {\"a\":\"b\",\"c\":null}       | {\"a\":\"b\"}",
                "{}                   | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
            })
    void aPatchDoesWhatItsRfcSays(String target, String patch, String result) throws Exception {
        JsonNode before = MAPPER.readTree(target);
        JsonNode change = MAPPER.readTree(patch);
        assertThat(MergePatch.apply(before, change)).isEqualTo(MAPPER.readTree(result));
        assertThat(before).isEqualTo(MAPPER.readTree(target));
        assertThat(change).isEqualTo(MAPPER.readTree(patch));
    }
}
