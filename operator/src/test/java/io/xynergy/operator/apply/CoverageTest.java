package io.xynergy.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {

    @Test
    void fieldsOfOthersAreNoMatter() {
        assertThat(Coverage.covers(Map.of("a", 1, "default", true), Map.of("a", 1))).isTrue();
        assertThat(Coverage.covers(Map.of("a", 2), Map.of("a", 1))).isFalse();
        assertThat(Coverage.covers(Map.of(), Map.of("a", 1))).isFalse();
    }

    @Test
    void whatIsNotSetIsNotWanted() {
        assertThat(Coverage.covers(Map.of(), Map.of("empty", Map.of()))).isTrue();
    }

    @Test
    void numbersAreEqualWhateverTheirType() {
        assertThat(Coverage.covers(Map.of("a", 1L), Map.of("a", 1))).isTrue();
    }

    @Test
    void itemsWithANameAreFoundByIt() {
        List<Map<String, Object>> live =
                List.of(Map.of("name", "sidecar"), Map.of("name", "gateway", "image", "x", "d", 1));

        assertThat(Coverage.covers(live, List.of(Map.of("name", "gateway", "image", "x"))))
                .isTrue();
        assertThat(Coverage.covers(live, List.of(Map.of("name", "gateway", "image", "y"))))
                .isFalse();
        assertThat(Coverage.covers(live, List.of(Map.of("name", "other")))).isFalse();
    }

    @Test
    void otherItemsHaveTheirPlaces() {
        assertThat(Coverage.covers(List.of("a", "b"), List.of("a", "b"))).isTrue();
        assertThat(Coverage.covers(List.of("a", "b"), List.of("a"))).isFalse();
        assertThat(Coverage.covers(List.of("b", "a"), List.of("a", "b"))).isFalse();
        assertThat(
                        Coverage.covers(
                                List.of(Map.of("port", 80, "protocol", "TCP")),
                                List.of(Map.of("port", 80))))
                .isTrue();
    }
}
