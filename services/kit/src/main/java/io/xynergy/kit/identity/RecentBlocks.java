package io.xynergy.kit.identity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What was verified lately, in two generations within a bound of bytes: when the young one is full
 * or old, it becomes the old one, and that is forgotten. What is used again becomes young again.
 *
 * @param <V> what is known of a block
 */
final class RecentBlocks<V> {

    private final long mostBytes;
    private final long longestNanos;
    private final AtomicReference<Generations<V>> generations;

    /**
     * Remembers nothing yet.
     *
     * @param mostBytes of both generations
     * @param longestNanos how long a generation is the young one
     */
    RecentBlocks(long mostBytes, long longestNanos, long now) {
        this.mostBytes = mostBytes;
        this.longestNanos = longestNanos;
        this.generations =
                new AtomicReference<>(new Generations<>(Generation.at(now), Generation.at(now)));
    }

    private record Generations<V>(Generation<V> young, Generation<V> old) {}

    private record Generation<V>(Map<IdentityBlock, V> blocks, AtomicLong bytes, long since) {

        static <V> Generation<V> at(long now) {
            return new Generation<>(new ConcurrentHashMap<>(), new AtomicLong(), now);
        }
    }

    @Nullable V get(IdentityBlock block, long now) {
        Generations<V> current = generations.get();
        V found = current.young().blocks().get(block);
        if (found != null) {
            return found;
        }
        V before = current.old().blocks().get(block);
        if (before != null) {
            put(block, before, now);
        }
        return before;
    }

    void put(IdentityBlock block, V value, long now) {
        int weight = block.weight();
        Generations<V> current = generations.get();
        Generation<V> young = current.young();
        if (young.bytes().get() + weight > mostBytes / 2 || now - young.since() > longestNanos) {
            generations.compareAndSet(current, new Generations<>(Generation.at(now), young));
            young = generations.get().young();
        }
        if (young.bytes().addAndGet(weight) > mostBytes / 2
                || young.blocks().put(block, value) != null) {
            young.bytes().addAndGet(-weight); // no room, or it was there
        }
    }

    void forget(IdentityBlock block) {
        Generations<V> current = generations.get();
        forget(block, current.young());
        forget(block, current.old());
    }

    private void forget(IdentityBlock block, Generation<V> generation) {
        if (generation.blocks().remove(block) != null) {
            generation.bytes().addAndGet(-block.weight());
        }
    }

    long bytes() {
        Generations<V> current = generations.get();
        return current.young().bytes().get() + current.old().bytes().get();
    }

    int size() {
        Generations<V> current = generations.get();
        return current.young().blocks().size() + current.old().blocks().size();
    }
}
