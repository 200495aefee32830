package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.delivery.Peer;
import io.xynergy.operator.delivery.RequestCounts;
import io.xynergy.policy.Percent;
import io.xynergy.policy.RolloutSpec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {

    private static final RolloutSpec.Canary SPEC =
            new RolloutSpec.Canary(2, Duration.ofSeconds(60), new Percent(100));
    private static final Peer ONE = peer("one");
    private static final Peer TWO = peer("two");
    private static final long START = 1000;
    private static final long END = START + Duration.ofSeconds(60).toNanos();

    private final Trial trial = new Trial("digest", List.of(ONE, TWO));

    private static Peer peer(String name) {
        return new Peer(name, name + "/0", URI.create("http://" + name));
    }

    private static Map<String, RequestCounts> counts(double requests, double errors) {
        return Map.of(
                ONE.identity(),
                new RequestCounts(1000, 500),
                TWO.identity(),
                new RequestCounts(requests, errors));
    }

    private Trial.Verdict judge(boolean live, Map<String, RequestCounts> counts, long now) {
        return trial.judge(SPEC, live, counts, now);
    }

    @Test
    void passesAfterItsTimeWithoutErrors() {
        judge(true, counts(10, 0), START);

        assertThat(judge(true, counts(20, 0), END - 1)).isInstanceOf(Trial.Verdict.Goes.class);
        assertThat(judge(true, counts(20, 0), END)).isEqualTo(new Trial.Verdict.Passed());
    }

    @Test
    void passesWithoutRequestsToo() {
        judge(true, counts(10, 0), START);

        assertThat(judge(true, counts(10, 0), END)).isEqualTo(new Trial.Verdict.Passed());
    }

    @Test
    void failsEarlyWithEnoughRequestsAndTooManyErrors() {
        judge(true, counts(10, 9), START);

        assertThat(judge(true, counts(109, 18), START + 1)).isInstanceOf(Trial.Verdict.Goes.class);
        assertThat(judge(true, counts(110, 11), START + 2))
                .isEqualTo(
                        new Trial.Verdict.Failed(
                                "on trial on one, two: 2 of 100 requests got a server error, more"
                                        + " than 1.0%"));
    }

    @Test
    void failsInTheEndWithFewRequestsToo() {
        judge(true, counts(10, 0), START);

        assertThat(judge(true, counts(12, 1), END - 1)).isInstanceOf(Trial.Verdict.Goes.class);
        assertThat(judge(true, counts(12, 1), END)).isInstanceOf(Trial.Verdict.Failed.class);
    }

    @Test
    void shareThatIsAllowedPasses() {
        judge(true, counts(0, 0), START);

        assertThat(judge(true, counts(200, 2), END)).isEqualTo(new Trial.Verdict.Passed());
    }

    @Test
    void timeBeginsWhenAllItsPodsServeItAndSayWhatTheyAnswered() {
        assertThat(judge(false, counts(0, 0), START)).isInstanceOf(Trial.Verdict.Goes.class);
        judge(true, Map.of(ONE.identity(), new RequestCounts(0, 0)), START);
        judge(true, counts(0, 0), START + 100);

        assertThat(judge(true, counts(0, 0), END + 99)).isInstanceOf(Trial.Verdict.Goes.class);
        assertThat(judge(true, counts(0, 0), END + 100)).isEqualTo(new Trial.Verdict.Passed());
    }

    @Test
    void podThatStartsAnewStartsTheTimeAnew() {
        judge(true, counts(500, 0), START);
        judge(true, counts(3, 0), END);

        assertThat(judge(true, counts(4, 0), END + 1)).isInstanceOf(Trial.Verdict.Goes.class);
    }

    @Test
    void isOfItsVersionAsLongAsItsPodsAreReady() {
        assertThat(trial.isOf("digest", List.of(TWO, peer("three"), ONE))).isTrue();
        assertThat(trial.isOf("other", List.of(ONE, TWO))).isFalse();
        assertThat(trial.isOf("digest", List.of(ONE))).isFalse();
    }
}
