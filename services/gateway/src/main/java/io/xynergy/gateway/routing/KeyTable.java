package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable table from a scope and a byte string to a small number.
 *
 * <p>Flat arrays with open addressing: a look-up touches about three cache lines however many keys
 * there are. The caller hashes while it walks over the bytes, so that all the prefixes of a path
 * and all the suffixes of a host are tried in one pass. Keys come from the policy only, so nobody
 * outside can make them collide.
 */
final class KeyTable {

    static final int NONE = -1;

    /** The hash of no bytes. */
    static final int START = 0;

    private static final int GOLDEN = 0x9e3779b9;

    private final int[] slots;
    private final int mask;
    private final int[] places;
    private final byte[] keys;
    private final int longest;

    /**
     * @param slots mixed hash and number plus one of a key, in turn; zero where no key is
     * @param places scope and start of each key, in turn, and those of the end
     */
    private KeyTable(int[] slots, int[] places, byte[] keys, int longest) {
        this.slots = slots;
        this.mask = slots.length / 2 - 1;
        this.places = places;
        this.keys = keys;
        this.longest = longest;
    }

    /** The hash with one more byte. */
    static int next(int hash, byte b) {
        return hash * 31 + b;
    }

    static int hash(byte[] bytes) {
        int hash = START;
        for (byte b : bytes) {
            hash = next(hash, b);
        }
        return hash;
    }

    static int hashBackwards(byte[] bytes) {
        int hash = START;
        for (int at = bytes.length - 1; at >= 0; at--) {
            hash = next(hash, bytes[at]);
        }
        return hash;
    }

    /** The length of the longest key; there is nothing to find beyond it. */
    int longest() {
        return longest;
    }

    /** The number of the key {@code bytes[start, end)}, or {@link #NONE}. */
    int find(int scope, int hash, byte[] bytes, int start, int end) {
        int mixed = mix(scope, hash);
        for (int slot = mixed & mask; ; slot = slot + 1 & mask) {
            int key = slots[2 * slot + 1] - 1;
            if (key < 0) {
                return NONE;
            }
            if (slots[2 * slot] == mixed && equals(key, scope, bytes, start, end)) {
                return key;
            }
        }
    }

    /** As {@link #find} in scope 0, for lower-case keys and bytes whose case does not count. */
    int findIgnoringCase(int hash, byte[] bytes, int start, int end) {
        int mixed = mix(0, hash);
        for (int slot = mixed & mask; ; slot = slot + 1 & mask) {
            int key = slots[2 * slot + 1] - 1;
            if (key < 0) {
                return NONE;
            }
            if (slots[2 * slot] == mixed && equalsIgnoringCase(key, bytes, start, end)) {
                return key;
            }
        }
    }

    private boolean equals(int key, int scope, byte[] bytes, int start, int end) {
        int keyStart = places[2 * key + 1];
        int keyEnd = places[2 * key + 3];
        return places[2 * key] == scope && Arrays.equals(bytes, start, end, keys, keyStart, keyEnd);
    }

    private boolean equalsIgnoringCase(int key, byte[] bytes, int start, int end) {
        int keyStart = places[2 * key + 1];
        if (places[2 * key + 3] - keyStart != end - start) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (Ascii.lower(bytes[start + i]) != keys[keyStart + i]) {
                return false;
            }
        }
        return true;
    }

    private static int mix(int scope, int hash) {
        int mixed = hash + scope * GOLDEN;
        mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
        return mixed ^ mixed >>> 13;
    }

    /** Sees one key of a {@link Builder}. */
    @FunctionalInterface
    interface KeyVisitor {
        void visit(int number, int scope, String text);
    }

    /** Collects keys and numbers them from 0 in the order in which they first came. */
    static final class Builder {

        private record Key(int scope, String text) {}

        private final Map<Key, Integer> numbers = new HashMap<>();
        private final List<Key> order = new ArrayList<>();
        private final boolean backwards;

        /**
         * @param backwards whether look-ups hash from the last byte to the first
         */
        Builder(boolean backwards) {
            this.backwards = backwards;
        }

        /** The number of a key, a new one if it was not there. */
        int add(int scope, String text) {
            Key key = new Key(scope, text);
            Integer known = numbers.putIfAbsent(key, order.size());
            if (known != null) {
                return known;
            }
            order.add(key);
            return order.size() - 1;
        }

        /** The number of a key that was added, or {@link #NONE}. */
        int get(int scope, String text) {
            return numbers.getOrDefault(new Key(scope, text), NONE);
        }

        int size() {
            return order.size();
        }

        /** All keys by number. */
        void forEach(KeyVisitor visitor) {
            for (int number = 0; number < order.size(); number++) {
                visitor.visit(number, order.get(number).scope(), order.get(number).text());
            }
        }

        KeyTable build() {
            int capacity = Integer.highestOneBit(Math.max(1, order.size())) * 4;
            int[] slots = new int[2 * capacity];
            int[] places = new int[2 * order.size() + 2];
            ByteArrayOutputStream keys = new ByteArrayOutputStream();
            int longest = 0;
            for (int number = 0; number < order.size(); number++) {
                Key key = order.get(number);
                byte[] bytes = Bytes.of(key.text());
                places[2 * number] = key.scope();
                keys.writeBytes(bytes);
                places[2 * number + 3] = keys.size();
                longest = Math.max(longest, bytes.length);
                int hash = backwards ? hashBackwards(bytes) : hash(bytes);
                place(slots, mix(key.scope(), hash), number);
            }
            return new KeyTable(slots, places, keys.toByteArray(), longest);
        }

        private static void place(int[] slots, int mixed, int number) {
            int mask = slots.length / 2 - 1;
            int slot = mixed & mask;
            while (slots[2 * slot + 1] != 0) {
                slot = slot + 1 & mask;
            }
            slots[2 * slot] = mixed;
            slots[2 * slot + 1] = number + 1;
        }
    }
}
