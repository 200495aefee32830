package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.xynergy.gateway.auth.IssuerKeys.Absent;
import io.xynergy.gateway.auth.IssuerKeys.Lookup;
import io.xynergy.gateway.auth.IssuerKeys.Pending;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.kit.health.CheckResult;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When keys are fetched, and what serves meanwhile; by a clock that the test moves. */
final class IssuerKeysTest {

    private static final TestKey A = TestKey.of(JWSAlgorithm.ES256, "a");
    private static final TestKey B = TestKey.of(JWSAlgorithm.ES256, "b");

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long now = -5_000_000_000L; // the clock may begin anywhere
    private List<TestKey> published = List.of(A);
    private @Nullable IOException failure;
    private Duration freshFor = Duration.ofMinutes(10);
    private int fetches;
    private boolean stopped;

    private final IssuerKeys keys = new IssuerKeys("corp", this::fetch, this::execute, () -> now);

    private KeySource.Fetched fetch() throws IOException {
        fetches++;
        if (failure != null) {
            throw failure;
        }
        String all = published.stream().map(TestKey::publicJson).collect(Collectors.joining(","));
        try {
            return new KeySource.Fetched(KeySet.parse("{\"keys\":[" + all + "]}"), freshFor);
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("stopped");
        }
        waiting.add(task);
    }

    private void runFetches() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private void after(Duration time) {
        now += time.toNanos();
    }

    private Lookup find(TestKey key) {
        return keys.find(key.id(), "ES256");
    }

    /** What is found when all fetches that the first look begins are over. */
    private Lookup settled(TestKey key) {
        Lookup first = find(key);
        runFetches();
        return first instanceof Pending ? find(key) : first;
    }

    private static void assertFound(Lookup lookup, TestKey key) {
        assertThat(lookup)
                .isInstanceOfSatisfying(
                        KeySet.Candidates.class,
                        found ->
                                assertThat(found.keys())
                                        .extracting(VerificationKey::id)
                                        .containsExactly(key.id()));
    }

    @Test
    void nothingIsFetchedBeforeATokenNeedsIt() {
        runFetches();

        assertThat(fetches).isZero();
        assertThat(keys.health()).isEqualTo(CheckResult.up());
    }

    @Test
    void theFirstTokenWaitsForTheKeys() {
        Lookup first = find(A);

        assertThat(first)
                .isInstanceOfSatisfying(
                        Pending.class, pending -> assertThat(pending.fetched()).isNotDone());
        runFetches();
        assertThat(first)
                .isInstanceOfSatisfying(
                        Pending.class, pending -> assertThat(pending.fetched()).isCompleted());
        assertFound(find(A), A);
        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void tokensThatWaitShareOneFetch() {
        List<Lookup> lookups = Stream.generate(() -> find(A)).limit(50).toList();
        runFetches();

        assertThat(lookups).allMatch(Pending.class::isInstance);
        assertThat(fetches).isEqualTo(1);
    }

    @Test
    void keysAreFetchedAgainBeforeTheyExpireWhileTheOldOnesServe() {
        assertFound(settled(A), A);
        after(Duration.ofMinutes(9));

        assertFound(find(A), A);
        assertThat(waiting).hasSize(1);
        assertFound(find(A), A);
        assertThat(waiting).hasSize(1);
        published = List.of(B);
        runFetches();
        assertFound(settled(B), B);
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void keysThatExpiredUnusedAreNotBelieved() {
        assertFound(settled(A), A);
        published = List.of(B);
        after(Duration.ofMinutes(11));

        assertThat(find(A)).isInstanceOf(Pending.class);
        runFetches();
        assertFound(find(B), B);
    }

    @Test
    void oldKeysServeThroughAnOutage() {
        assertFound(settled(A), A);
        failure = new IOException("refused");
        after(Duration.ofMinutes(11));

        assertFound(settled(A), A);
        after(Duration.ofHours(11));
        assertFound(settled(A), A);
        assertThat(keys.health())
                .isEqualTo(
                        CheckResult.degraded(
                                "it cannot be reached, its old keys serve; the log says why"));
    }

    @Test
    void inAnOutageNobodyWaits() {
        assertFound(settled(A), A);
        failure = new IOException("refused");
        after(Duration.ofMinutes(11));
        assertFound(settled(A), A);

        for (int i = 0; i < 100; i++) {
            after(Duration.ofSeconds(10));
            assertFound(find(A), A);
        }
        assertThat(waiting).as("fetches under way").hasSize(1);
    }

    @Test
    void anOutageHasAnEnd() {
        assertFound(settled(A), A);
        failure = new IOException("refused");
        after(Duration.ofMinutes(11));
        assertFound(settled(A), A);
        after(Duration.ofHours(12));

        assertThat(settled(A)).isEqualTo(Absent.UNAVAILABLE);
        assertThat(keys.health())
                .isEqualTo(CheckResult.degraded("it has no keys; the log says why"));
    }

    @Test
    void recoveryEndsTheOutage() {
        failure = new IOException("refused");
        assertThat(settled(A)).isEqualTo(Absent.UNAVAILABLE);
        failure = null;
        after(Duration.ofSeconds(1));

        assertFound(settled(A), A);
        assertThat(keys.health()).isEqualTo(CheckResult.up());
    }

    @Test
    void failuresAreTriedAgainMoreAndMoreSeldom() {
        failure = new IOException("refused");
        for (int second = 0; second < 600; second++) {
            assertThat(settled(A)).isEqualTo(Absent.UNAVAILABLE);
            after(Duration.ofSeconds(1));
        }
        // 1, 2, 4, 8, 16 and then 30 seconds apart
        assertThat(fetches).isBetween(20, 26);
    }

    @Test
    void anUnknownKeyIsLookedForAtOnce() {
        assertFound(settled(A), A);
        published = List.of(A, B);

        assertFound(settled(B), B);
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void unknownKeysAreLookedForOnceInHalfAMinute() {
        assertFound(settled(A), A);
        for (int second = 0; second < 290; second++) {
            assertThat(settled(B)).isEqualTo(Absent.UNKNOWN);
            assertFound(find(A), A);
            after(Duration.ofSeconds(1));
        }
        assertThat(fetches).isEqualTo(1 + 10);
    }

    @Test
    void whileTheIssuerIsAwayAnUnknownKeyMayBeGood() {
        assertFound(settled(A), A);
        failure = new IOException("refused");

        assertThat(settled(B)).isEqualTo(Absent.UNAVAILABLE);
        assertThat(settled(B)).isEqualTo(Absent.UNAVAILABLE);
        assertFound(find(A), A);
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void aSourceThatBreaksIsAFailure() {
        IssuerKeys broken =
                new IssuerKeys(
                        "corp",
                        () -> {
                            throw new IllegalStateException("a bug");
                        },
                        Runnable::run,
                        () -> now);

        assertThat(broken.find("a", "ES256")).isInstanceOf(Pending.class);
        assertThat(broken.find("a", "ES256")).isEqualTo(Absent.UNAVAILABLE);
    }

    @Test
    void whenTheGatewayStopsNobodyWaits() {
        stopped = true;

        assertThat(find(A))
                .isInstanceOfSatisfying(
                        Pending.class, pending -> assertThat(pending.fetched()).isCompleted());
        assertThat(find(A)).isEqualTo(Absent.UNAVAILABLE);
    }
}
