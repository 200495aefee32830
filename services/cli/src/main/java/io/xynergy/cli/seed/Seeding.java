package io.xynergy.cli.seed;

import io.xynergy.cli.issuer.IssuerException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills a tenant with sample contacts: batches of a thousand, a few at a time, each repeated until
 * it is made or refused.
 */
public final class Seeding {

    /** Contacts in a request; the API takes no more. */
    static final int BATCH = 1000;

    private static final int AT_A_TIME = 4;
    private static final int MOST_TRIES = 15;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final Wish wish;
    private final LongSupplier nanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong nextBatch = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private @Nullable String failure;

    /**
     * What to make.
     *
     * @param contacts how many
     * @param seed the same one makes the same contacts
     * @param run tells this run's requests from those of another one
     * @param url the resource of all contacts
     */
    public record Wish(long contacts, long seed, String run, URI url) {}

    /**
     * What was made.
     *
     * @param repeated how many requests were sent again, by reason
     * @param failure why it ended early
     */
    public record Summary(long made, Map<String, Integer> repeated, Optional<String> failure) {}

    public Seeding(Wish wish, LongSupplier nanos) {
        this.wish = wish;
        this.nanos = nanos;
    }

    /**
     * Makes all, or as many as it can.
     *
     * @param progress told now and then how many are made
     */
    public Summary run(TokenSource tokens, Consumer<Long> progress)
            throws IssuerException, InterruptedException {
        var contacts = new SampleContacts(wish.seed());
        try (var client = new ContactsClient(wish.url(), tokens, nanos)) {
            List<Thread> workers = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                workers.add(
                        Thread.ofPlatform()
                                .daemon()
                                .name("seed-" + i)
                                .start(() -> work(contacts, client)));
            }
            for (Thread worker : workers) {
                while (!worker.join(Duration.ofSeconds(2))) {
                    progress.accept(made.get());
                }
            }
        }
        lock.lock();
        try {
            return new Summary(made.get(), Map.copyOf(repeated), Optional.ofNullable(failure));
        } finally {
            lock.unlock();
        }
    }

    /** Ends it after the batches that are under way. */
    public void stop() {
        stop.countDown();
    }

    private void work(SampleContacts contacts, ContactsClient client) {
        try {
            while (stop.getCount() > 0) {
                long batch = nextBatch.getAndIncrement();
                long first = batch * BATCH;
                if (first >= wish.contacts()) {
                    return;
                }
                int size = (int) Math.min(BATCH, wish.contacts() - first);
                make(contacts.batch(first, size), wish.run() + "-" + batch, client);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail("an error of its own: " + e);
        }
    }

    /** Sends one batch until it is made; else the failure is set. */
    private void make(byte[] body, String key, ContactsClient client) throws InterruptedException {
        String last = "";
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            switch (client.send(body, key)) {
                case BatchOutcome.Made answer -> {
                    made.addAndGet(answer.contacts());
                    return;
                }
                case BatchOutcome.Refused answer -> {
                    fail(answer.why());
                    return;
                }
                case BatchOutcome.Later answer -> {
                    last = answer.why();
                    count(answer.kind());
                    if (pause(answer.after(), tries)) {
                        return;
                    }
                }
            }
        }
        fail("%s, %d times in a row".formatted(last, MOST_TRIES));
    }

    /** Whether it is to stop. */
    private boolean pause(Optional<Duration> asked, int tries) throws InterruptedException {
        Duration growing = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 20));
        Duration pause = asked.orElse(growing);
        Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        return stop.await(bounded.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void count(String why) {
        lock.lock();
        try {
            repeated.merge(why, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    private void fail(String why) {
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
        stop.countDown();
    }
}
