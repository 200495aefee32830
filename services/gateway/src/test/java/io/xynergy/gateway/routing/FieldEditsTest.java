package io.xynergy.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig.HeaderEdits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldEditsTest {

    private static final Fields FIELDS =
            RequestHeads.of("GET", "/", "X-Debug", "1", "x-gateway", "2", "X-Debugger", "3")
                    .fields();

    @Test
    void noEditsChangeNothing() {
        assertThat(FieldEdits.of(HeaderEdits.NONE)).isSameAs(FieldEdits.NONE);
        assertThat(FieldEdits.NONE.drops(FIELDS, 0)).isFalse();
        assertThat(FieldEdits.NONE.lines()).isEmpty();
    }

    @Test
    void removedFieldsAreDroppedWhateverTheirCase() {
        FieldEdits edits = edits(List.of("X-DEBUG"), Map.of(), Map.of());

        assertThat(edits.drops(FIELDS, 0)).isTrue();
        assertThat(edits.drops(FIELDS, 1)).isFalse();
        assertThat(edits.drops(FIELDS, 2)).isFalse();
        assertThat(edits.lines()).isEmpty();
    }

    @Test
    void setFieldsReplaceThoseOfTheMessage() {
        FieldEdits edits = edits(List.of(), Map.of("X-Gateway", "xynergy"), Map.of());

        assertThat(edits.drops(FIELDS, 1)).isTrue();
        assertThat(edits.lines()).asString().isEqualTo("X-Gateway: xynergy\r\n");
    }

    @Test
    void addedFieldsLeaveThoseOfTheMessage() {
        FieldEdits edits = edits(List.of(), Map.of(), Map.of("X-Gateway", "xynergy"));

        assertThat(edits.drops(FIELDS, 1)).isFalse();
        assertThat(edits.lines()).asString().isEqualTo("X-Gateway: xynergy\r\n");
    }

    @Test
    void linesComeInTheSameOrderEverywhere() {
        FieldEdits edits = edits(List.of(), Map.of("c", "1", "a", "2"), Map.of("b", "3", "a", "4"));

        assertThat(edits.lines()).asString().isEqualTo("a: 2\r\nc: 1\r\na: 4\r\nb: 3\r\n");
    }

    @Test
    void laterEditsRemoveLinesOfEarlierOnes() {
        FieldEdits first = edits(List.of("r"), Map.of("A", "1"), Map.of("b", "2"));
        FieldEdits second = edits(List.of("a"), Map.of(), Map.of("b", "3"));

        assertThat(first.then(second).lines()).asString().isEqualTo("b: 2\r\nb: 3\r\n");
        assertThat(FieldEdits.NONE.then(second)).isSameAs(second);
        assertThat(first.then(FieldEdits.NONE)).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\u0000", "a\u007f"})
    void refusesValuesThatWouldBreakTheLine(String value) {
        assertThatThrownBy(() -> edits(List.of(), Map.of("x", value), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value of header x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e9"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> edits(List.of(), Map.of(), Map.of(name, "1")))
                .hasMessageContaining("is not a header name");
        assertThatThrownBy(() -> edits(List.of(name), Map.of(), Map.of()))
                .hasMessageContaining("is not a header name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "transfer-encoding", "HOST", "Connection"})
    void refusesFieldsThatTheGatewayWritesItself(String name) {
        assertThatThrownBy(() -> edits(List.of(name), Map.of(), Map.of()))
                .hasMessageContaining(name)
                .hasMessageContaining("cannot be edited");
    }

    private static FieldEdits edits(
            List<String> remove, Map<String, String> set, Map<String, String> add) {
        return FieldEdits.of(new HeaderEdits(remove, set, add));
    }
}
