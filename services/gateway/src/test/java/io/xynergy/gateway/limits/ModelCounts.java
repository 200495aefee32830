package io.xynergy.gateway.limits;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A working model of counts that replicas share, by a clock that the test turns: responses come at
 * once, or later, or never, or the call does not arrive.
 */
final class ModelCounts implements SharedCounts {

    private final LongSupplier nanos;
    private final Random random;
    private final Map<String, Long> debts = new HashMap<>();
    private final Queue<Runnable> pending = new ArrayDeque<>();
    private final AtomicInteger late = new AtomicInteger();
    private int calls;
    private int asked;
    int replicas = 1;
    int lost;
    int delayed;
    volatile boolean up = true;

    ModelCounts(LongSupplier nanos, Random random) {
        this.nanos = nanos;
        this.random = random;
    }

    int calls() {
        return calls;
    }

    int asked() {
        return asked;
    }

    int waitsInVain() {
        return late.get();
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public int replicas() {
        return replicas;
    }

    @Override
    public synchronized CompletableFuture<Grant> take(Price price, String key, int want) {
        calls++;
        asked += want;
        var result = new CompletableFuture<Grant>();
        int fate = random.nextInt(100);
        if (fate < lost / 2) {
            result.completeExceptionally(new IllegalStateException("did not arrive"));
            return result;
        }
        Grant grant = grant(price, key, want);
        if (fate < lost) {
            result.completeExceptionally(new IllegalStateException("its response is lost"));
        } else if (fate < lost + delayed) {
            pending.add(() -> result.complete(grant));
        } else {
            result.complete(grant);
        }
        return result;
    }

    /** Responses that were late come now. */
    void deliver() {
        for (Runnable response = poll(); response != null; response = poll()) {
            response.run();
        }
    }

    private synchronized Runnable poll() {
        return pending.poll();
    }

    private Grant grant(Price price, String key, int want) {
        long now = ticks();
        long from = Math.max(debts.getOrDefault(key, now), now);
        long room = (price.tolerance() - (from - now)) / price.emission();
        int got = (int) Math.min(want, room);
        if (got < 1) {
            long wait = from - now + price.emission() - price.tolerance();
            return new Grant(0, Price.nanos(wait), Price.nanos(from - now), 0);
        }
        long next = from + got * price.emission();
        debts.put(key, next);
        long wait = Math.max(0, next + price.emission() - price.tolerance() - now);
        return new Grant(got, Price.nanos(wait), Price.nanos(next - now), now);
    }

    private long ticks() {
        return nanos.getAsLong() / 1000 * Price.TICKS_PER_MICRO;
    }

    @Override
    public synchronized void giveBack(Price price, String key, int units, long mark) {
        long now = ticks();
        long back = units * price.emission() - Math.max(0, now - mark);
        if (back > 0 && debts.getOrDefault(key, 0L) > now) {
            debts.merge(key, -back, Long::sum);
        }
    }

    @Override
    public void late() {
        late.incrementAndGet();
    }
}
