package io.xynergy.cli.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedingIT {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger tokens = new AtomicInteger();
    private FakeContacts api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeContacts();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void makesAllInBatchesAFewAtATime() throws Exception {
        Seeding.Summary summary = seed(10_250);
        assertThat(summary).isEqualTo(done(10_250, Map.of()));
        assertThat(api.contacts()).isEqualTo(10_250);
        assertThat(api.batches()).isEqualTo(11);
        assertThat(api.mostAtOnce()).isBetween(1, 4);
        assertThat(tokens).hasValue(1);
    }

    @Test
    void oneContactIsABatchToo() throws Exception {
        assertThat(seed(1)).isEqualTo(done(1, Map.of()));
        assertThat(api.contacts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 429, 502, 503, 504})
    void whatPassesIsTriedAgainWhenTheResponseSays(int status) throws Exception {
        api.next(status(status, "0"), status(status, "0"));
        assertThat(seed(3000)).isEqualTo(done(3000, Map.of(Integer.toString(status), 2)));
        assertThat(api.contacts()).isEqualTo(3000);
    }

    @Test
    void withoutRetryAfterItIsTriedAgainALittleLater() throws Exception {
        api.next(status(503, ""), status(503, "Wed, 21 Oct 2026 07:28:00 GMT"));
        assertThat(seed(1000)).isEqualTo(done(1000, Map.of("503", 2)));
    }

    @Test
    void aBatchWhoseResponseWasLostIsNotMadeTwice() throws Exception {
        api.next(new FakeContacts.Trouble.LostResponse());
        Seeding.Summary summary = seed(3000);
        assertThat(summary).isEqualTo(done(3000, Map.of("no response", 1)));
        assertThat(api.contacts()).isEqualTo(3000);
    }

    @Test
    void aRefusalEndsItAndIsRepeated() throws Exception {
        api.next(
                new FakeContacts.Trouble.Status(
                        400,
                        "",
                        FakeContacts.error("invalid")
                                .replace(
                                        "\"requestId\"",
                                        "\"details\":[{\"field\":\"x\"}],\"requestId\"")));
        Seeding.Summary summary = seed(20_000);
        assertThat(summary.failure()).contains("400 invalid: Because. [{field=x}]");
        assertThat(summary.made()).isEqualTo(api.contacts()).isLessThan(20_000);
    }

    @Test
    void aConflictThatDoesNotPassEndsIt() throws Exception {
        api.next(status(409, ""));
        assertThat(seed(1000).failure()).contains("409 away: Because.");
    }

    @Test
    void aRefusalInAnotherFormHasItsStatus() throws Exception {
        api.next(new FakeContacts.Trouble.Status(404, "", "<html>nothing here</html>"));
        assertThat(seed(1000).failure()).contains("404 without an error in the platform's form");
    }

    @Test
    void itGivesUpOnWhatLasts() throws Exception {
        for (int i = 0; i < 100; i++) {
            api.next(status(503, "0"));
        }
        Seeding.Summary summary = seed(1000);
        assertThat(summary.failure()).contains("503 away: Because., 15 times in a row");
        assertThat(summary.made()).isZero();
        assertThat(summary.repeated()).containsEntry("503", 15);
    }

    @Test
    void aFreshTokenThatIsRefusedIsNotReplaced() throws Exception {
        api.accept("token-2");
        assertThat(seed(5000).failure()).contains("401 unauthenticated: Because.");
        assertThat(tokens).hasValue(1);
    }

    @Test
    void aTokenThatWasGoodForAWhileIsRenewed() throws Exception {
        api.accept("token-2");
        // each look at the clock is an hour after the one before
        var hours = new AtomicLong();
        var seeding =
                new Seeding(
                        new Seeding.Wish(4000, 7, "run", api.uri()),
                        () -> hours.addAndGet(3_600_000_000_000L));
        Seeding.Summary summary = seeding.run(this::token, _ -> {});
        assertThat(summary.failure()).isEmpty();
        assertThat(api.contacts()).isEqualTo(4000);
        assertThat(tokens).hasValue(2);
    }

    @Test
    void stoppedItEndsAndSaysWhatItMade() throws Exception {
        Seeding seeding = seeding(1_000_000);
        api.next(status(503, "60"), status(503, "60"), status(503, "60"), status(503, "60"));
        var told = new AtomicLong(-1);
        Seeding.Summary summary =
                seeding.run(
                        this::token,
                        made -> {
                            told.set(made);
                            seeding.stop();
                        });
        assertThat(told).hasValue(0);
        assertThat(summary).isEqualTo(done(0, Map.of("503", 4)));
    }

    @Test
    void itEndsSoonWhereNobodyListensAndSaysSoAtOnce() throws Exception {
        api.close();
        // each look at the clock is four seconds after the one before
        var seconds = new AtomicLong();
        var wish = new Seeding.Wish(1000, 7, "run", api.uri());
        var seeding = new Seeding(wish, () -> seconds.addAndGet(4_000_000_000L));
        List<String> told = new CopyOnWriteArrayList<>();
        var reports =
                new Seeding.Reports() {
                    @Override
                    public void made(long contacts) {}

                    @Override
                    public void waits(String why) {
                        told.add(why);
                    }
                };
        Seeding.Summary summary = seeding.run(this::token, reports);
        String why =
                "no response: no connection to %s; does it listen there?"
                        .formatted(api.uri().getAuthority());
        assertThat(summary.failure()).contains(why);
        assertThat(told).containsExactly(why);
        assertThat(summary.repeated().get("no response")).isLessThan(7);
    }

    private static FakeContacts.Trouble status(int status, String retryAfter) {
        return new FakeContacts.Trouble.Status(status, retryAfter, FakeContacts.error("away"));
    }

    private static Seeding.Summary done(long made, Map<String, Integer> repeated) {
        return new Seeding.Summary(made, repeated, Optional.empty());
    }

    private Seeding.Summary seed(int contacts) throws Exception {
        return seeding(contacts).run(this::token, _ -> {});
    }

    private Seeding seeding(int contacts) {
        return new Seeding(new Seeding.Wish(contacts, 7, "run", api.uri()), nanos::get);
    }

    private String token() {
        return "token-" + tokens.incrementAndGet();
    }
}
