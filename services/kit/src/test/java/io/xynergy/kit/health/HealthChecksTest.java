package io.xynergy.kit.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.kit.health.HealthReport.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

    private final HealthChecks checks = new HealthChecks();

    @Test
    void noChecksMeansUp() {
        assertThat(checks.deep().status()).isEqualTo(Status.UP);
        assertThat(json(checks.deep())).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
    }

    @Test
    void groupsAnswerTheirOwnQuestion() {
        checks.addLive("self", CheckResult::up);
        checks.addReady("drain", () -> CheckResult.down("stopping"));
        checks.addDependency("redis", false, () -> CheckResult.down("refused"));

        assertThat(checks.live().httpStatus()).isEqualTo(200);
        assertThat(checks.ready().httpStatus()).isEqualTo(503);
        assertThat(checks.summary().entries()).hasSize(2);
        assertThat(json(checks.deep()))
                .isEqualTo(
                        "{\"status\":\"DOWN\",\"checks\":["
                                + "{\"name\":\"self\",\"status\":\"UP\",\"required\":true},"
                                + "{\"name\":\"drain\",\"status\":\"DOWN\",\"reason\":\"stopping\","
                                + "\"required\":true},"
                                + "{\"name\":\"redis\",\"status\":\"DOWN\",\"reason\":\"refused\","
                                + "\"required\":false}]}");
    }

    @Test
    void aDependencyThatIsGoneIsNotAskedForAnyMore() {
        checks.addDependency("redis", false, () -> CheckResult.down("refused"));
        checks.addDependency("database", true, CheckResult::up).removeDependency("redis");

        assertThat(json(checks.deep()))
                .isEqualTo(
                        "{\"status\":\"UP\",\"checks\":["
                                + "{\"name\":\"database\",\"status\":\"UP\",\"required\":true}]}");
    }

    @Test
    void aDependencyThatIsNotRequiredOnlyDegrades() {
        checks.addDependency("redis", false, () -> CheckResult.down("refused"));
        assertThat(checks.deep().status()).isEqualTo(Status.DEGRADED);
        assertThat(checks.deep().httpStatus()).isEqualTo(200);

        checks.addDependency("database", true, () -> CheckResult.down("refused"));
        assertThat(checks.deep().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void anExceptionIsDownAndItsTextStaysInTheLog() {
        checks.addLive(
                "self",
                () -> {
                    throw new IllegalStateException("jdbc:postgresql://secret");
                });

        assertThat(json(checks.live())).contains("\"DOWN\"").doesNotContain("secret");
    }

    @Test
    void aCheckThatHangsIsDownAndRunsOnlyOnce() throws InterruptedException {
        var hanging = new HealthChecks(Duration.ofMillis(20));
        var release = new CountDownLatch(1);
        var runs = new AtomicInteger();
        hanging.addDependency(
                "slow",
                true,
                () -> {
                    runs.incrementAndGet();
                    release.await();
                    return CheckResult.up();
                });

        for (int i = 0; i < 5; i++) {
            assertThat(hanging.deep().entries().getFirst().result())
                    .isEqualTo(CheckResult.down("no response within 20 ms"));
        }
        assertThat(runs).hasValue(1);
        release.countDown();
    }

    @Test
    void aCheckLooksAgainEachTime() {
        var calls = new AtomicInteger();
        checks.addReady(
                "flaps",
                () -> calls.incrementAndGet() == 1 ? CheckResult.down("x") : CheckResult.up());

        assertThat(checks.ready().status()).isEqualTo(Status.DOWN);
        assertThat(checks.ready().status()).isEqualTo(Status.UP);
    }

    private static String json(HealthReport report) {
        return new String(report.toJson(), StandardCharsets.UTF_8);
    }
}
