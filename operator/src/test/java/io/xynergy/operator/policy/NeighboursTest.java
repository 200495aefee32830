package io.xynergy.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class NeighboursTest {

    private final Neighbours neighbours = new Neighbours();

    private static ObjectMeta policy(String name, int second) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("default")
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:0%dZ".formatted(second))
                .build();
    }

    private static Claims claims(String path) {
        String spec =
                "{\"services\":[{\"name\":\"crm\",\"url\":\"http://c:1\"}],\"routes\":[{\"name\":\"r\","
                        + "\"to\":[{\"service\":\"crm\"}],\"match\":[{\"hosts\":[\"a.example.com\"],"
                        + "\"path\":{\"prefix\":\""
                        + path
                        + "\"}}]}]}";
        return ((CompiledPolicy.Valid) PolicyCompilationTest.compile("p", spec)).claims();
    }

    @Test
    void theOlderOneHasItWhoeverSpeaksFirst() {
        assertThat(neighbours.claim(policy("new", 2), claims("/a"))).isEmpty();
        assertThat(neighbours.claim(policy("old", 1), claims("/a"))).isEmpty();
        assertThat(neighbours.affected("default", "old")).containsExactly("new");

        assertThat(neighbours.claim(policy("new", 2), claims("/a")))
                .hasValueSatisfying(conflict -> {
                    assertThat(conflict.policy()).isEqualTo("old");
                    assertThat(conflict.message()).contains("a.example.com").contains("/a");
                });
        assertThat(neighbours.affected("default", "old")).isEmpty();
    }

    @Test
    void ofOneSecondTheFirstNameHasIt() {
        assertThat(neighbours.claim(policy("a", 1), claims("/a"))).isEmpty();
        assertThat(neighbours.claim(policy("b", 1), claims("/a"))).isPresent();
    }

    @Test
    void otherPathsAndNamespacesDoNotClash() {
        var elsewhere = policy("c", 3);
        elsewhere.setNamespace("other");

        assertThat(neighbours.claim(policy("a", 1), claims("/a"))).isEmpty();
        assertThat(neighbours.claim(policy("b", 2), claims("/a/b"))).isEmpty();
        assertThat(neighbours.claim(elsewhere, claims("/a"))).isEmpty();
    }

    @Test
    void whoWasBlockedIsLookedAtWhenTheOlderOneGoes() {
        assertThat(neighbours.claim(policy("old", 1), claims("/a"))).isEmpty();
        assertThat(neighbours.claim(policy("new", 2), claims("/a"))).isPresent();

        neighbours.forget("default", "old");

        assertThat(neighbours.affected("default", "old")).containsExactly("new");
        assertThat(neighbours.claim(policy("new", 2), claims("/a"))).isEmpty();
    }
}
