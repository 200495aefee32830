package io.xynergy.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.gateway.proxy.Rehearsal.Result;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An explanation on a terminal. */
final class ExplanationTextTest {

    private final LocalExplainer explainer =
            Asking.of(
                    """
                    apiVersion: gateway.xynergy.io/v1alpha1
                    kind: GatewayPolicy
                    metadata: {name: p}
                    spec:
                      defaults: {auth: {mode: None}}
                      services: [{name: a, url: "http://a.example:8081"}]
                      routes:
                        - name: all
                          match: [{path: {prefix: /}}]
                          to: [{service: a}]
                    """);

    @AfterEach
    void close() {
        explainer.close();
    }

    /** CSI, bidirectional override, line separators, a soft hyphen, a tag, nothing yet, a half. */
    @ParameterizedTest
    @ValueSource(
            ints = {0x07, 0x1b, 0x85, 0x9b, 0x202e, 0x2028, 0x2029, 0xad, 0xe0041, 0x378, 0xd800})
    void whatIsNoVisibleCharacterIsEscaped(int character) throws Exception {
        String odd = new String(new int[] {character}, 0, 1);
        String text =
                ExplanationText.of(
                        explainer.explain(
                                Asking.request("GET", "/a" + odd + "b", "X-A: a" + odd + "b")));

        assertThat(text.replace("\n", "")).doesNotContain(odd);
        assertThat(text).contains("a\\u{%x}b".formatted(character));
    }

    @Test
    void otherLettersAreShownAsTheServiceGetsThem() throws Exception {
        Explanation explanation = explainer.explain(Asking.request("GET", "/", "X-A: é 試 😀"));

        assertThat(Objects.requireNonNull(explanation.upstream()).targets().getFirst().head())
                .contains("X-A: é 試 😀");
        assertThat(ExplanationText.of(explanation)).contains("X-A: é 試 😀");
    }

    @Test
    void refusalByOneOfSeveralLimitsTellsOfAllOfThem() throws Exception {
        Explanation passed = explainer.explain(Asking.request("GET", "/"));
        List<Judged> steps = List.of(new Judged("RateLimits", Result.REFUSE, List.of("too many")));
        List<Explanation.Limit> limits =
                List.of(
                        new Explanation.Limit("slow", "route", false, false, 1, 0, 7, 7),
                        new Explanation.Limit("wide", "api_key", true, true, 9, 8, 0, 1));

        assertThat(ExplanationText.of(with(passed, steps, limits)))
                .contains(
                        """
                          rate limits       refuse   too many
                                                     slow: wait 7 s, by route
                                                     wide: leaves 8 of 9, by api key (shadow)
                        """);
        assertThat(ExplanationText.of(with(passed, steps, limits.subList(0, 1))))
                .contains("too many")
                .doesNotContain("by route");
    }

    private static Explanation with(
            Explanation all, List<Judged> steps, List<Explanation.Limit> limits) {
        return new Explanation(
                all.policy(),
                all.request(),
                all.outcome(),
                steps,
                all.route(),
                all.close(),
                all.caller(),
                limits,
                all.upstream(),
                all.responseSteps(),
                all.response(),
                all.keysFetched(),
                all.notYet());
    }
}
