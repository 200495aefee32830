package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable table from a scope and a byte string to a place.
 *
 * <p>Every key has a place of its own below {@link #places}, by which users arrange what belongs to
 * keys in arrays. It follows from the hash, so that the processor fetches what is asked for while
 * it still compares the key. A look-up touches two lines of memory however many keys there are: a
 * slot, which has the hash and says where the key's record begins, and that record. A string of a
 * length that no key has, as most prefixes of a path are, touches neither. The caller hashes while
 * it walks over the bytes, so that all the prefixes of a path and all the suffixes of a host are
 * tried in one pass. Keys come from the policy only, so nobody outside can make them collide.
 */
final class KeyTable {

    static final int NONE = -1;

    /** The hash of no bytes. */
    static final int START = 0;

    private static final int GOLDEN = 0x9e3779b9;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** Where things lie in a record; the key's bytes are its rest. */
    private static final int SCOPE = 0;

    private static final int LENGTH = 4;
    private static final int BYTES = 8;

    /** Where the first record begins: not at 0, which stands for an empty slot. */
    private static final int FIRST = 4;

    /** By open addressing: a mixed hash in the upper half, a record's start in the lower. */
    private final long[] slots;

    private final int mask;

    private final byte[] records;

    /** One bit for each length that a key has. */
    private final long[] lengths;

    private final int longest;

    /** The place of each key by its number. */
    private final int[] places;

    private KeyTable(long[] slots, byte[] records, long[] lengths, int longest, int[] places) {
        this.slots = slots;
        this.mask = slots.length - 1;
        this.records = records;
        this.lengths = lengths;
        this.longest = longest;
        this.places = places;
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

    /** The bound of places. */
    int places() {
        return slots.length;
    }

    /** The place of the key with this number, or {@link #NONE} for {@link #NONE}. */
    int place(int number) {
        return number < 0 ? NONE : places[number];
    }

    /** The length of the longest key; there is nothing to find beyond it. */
    int longest() {
        return longest;
    }

    /** The place of the key {@code bytes[start, end)}, or {@link #NONE}. */
    int find(int scope, int hash, byte[] bytes, int start, int end) {
        if (!hasLength(end - start)) {
            return NONE;
        }
        int mixed = mix(scope, hash);
        for (int at = mixed & mask; slots[at] != 0; at = at + 1 & mask) {
            int record = (int) slots[at];
            if ((int) (slots[at] >>> 32) == mixed && equals(record, scope, bytes, start, end)) {
                return at;
            }
        }
        return NONE;
    }

    /** As {@link #find} in scope 0, for lower-case keys and bytes whose case does not count. */
    int findIgnoringCase(int hash, byte[] bytes, int start, int end) {
        if (!hasLength(end - start)) {
            return NONE;
        }
        int mixed = mix(0, hash);
        for (int at = mixed & mask; slots[at] != 0; at = at + 1 & mask) {
            int record = (int) slots[at];
            if ((int) (slots[at] >>> 32) == mixed
                    && equalsIgnoringCase(record, bytes, start, end)) {
                return at;
            }
        }
        return NONE;
    }

    private boolean hasLength(int length) {
        return length <= longest && (lengths[length >>> 6] >>> length & 1) != 0;
    }

    private int get(int at) {
        return (int) INT.get(records, at);
    }

    private boolean equals(int record, int scope, byte[] bytes, int start, int end) {
        int key = record + BYTES;
        return get(record + SCOPE) == scope
                && Arrays.equals(bytes, start, end, records, key, key + get(record + LENGTH));
    }

    private boolean equalsIgnoringCase(int record, byte[] bytes, int start, int end) {
        int length = end - start;
        if (get(record + LENGTH) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[start + i]) != records[record + BYTES + i]) {
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

        /** All keys by number. */
        void forEach(KeyVisitor visitor) {
            for (int number = 0; number < order.size(); number++) {
                visitor.visit(number, order.get(number).scope(), order.get(number).text());
            }
        }

        KeyTable build() {
            long[] slots = new long[Integer.highestOneBit(Math.max(1, order.size())) * 4];
            List<byte[]> texts = order.stream().map(key -> Bytes.of(key.text())).toList();
            int longest = texts.stream().mapToInt(text -> text.length).max().orElse(0);
            int size = texts.stream().mapToInt(text -> BYTES + text.length).sum();
            byte[] records = new byte[FIRST + size];
            long[] lengths = new long[(longest >>> 6) + 1];
            int[] places = new int[order.size()];
            int record = FIRST;
            for (int number = 0; number < order.size(); number++) {
                byte[] text = texts.get(number);
                int scope = order.get(number).scope();
                INT.set(records, record + SCOPE, scope);
                INT.set(records, record + LENGTH, text.length);
                System.arraycopy(text, 0, records, record + BYTES, text.length);
                lengths[text.length >>> 6] |= 1L << text.length;
                int hash = backwards ? hashBackwards(text) : hash(text);
                places[number] = place(slots, mix(scope, hash), record);
                record += BYTES + text.length;
            }
            return new KeyTable(slots, records, lengths, longest, places);
        }

        private static int place(long[] slots, int mixed, int record) {
            int mask = slots.length - 1;
            int at = mixed & mask;
            while (slots[at] != 0) {
                at = at + 1 & mask;
            }
            slots[at] = (long) mixed << 32 | record;
            return at;
        }
    }
}
