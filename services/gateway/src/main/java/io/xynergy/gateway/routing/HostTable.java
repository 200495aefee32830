package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Numbers the hosts of a policy and finds the most specific one for a request.
 *
 * <p>Number 0 stands for any host. Each host knows the next less specific one, so that a request
 * that finds no route there goes on without a second search.
 */
final class HostTable {

    /** The number of "any host". */
    static final int ANY = 0;

    /** There is no less specific host. */
    static final int NONE = -1;

    private static final String WILDCARD = "*";

    private final KeyTable exact;
    private final KeyTable suffixes;
    private final int[] numbersOfExact;
    private final int[] numbersOfSuffixes;
    private final int[] parents;
    private final int longest;

    private HostTable(
            KeyTable exact,
            KeyTable suffixes,
            int[] numbersOfExact,
            int[] numbersOfSuffixes,
            int[] parents) {
        this.exact = exact;
        this.suffixes = suffixes;
        this.numbersOfExact = numbersOfExact;
        this.numbersOfSuffixes = numbersOfSuffixes;
        this.parents = parents;
        this.longest = Math.max(exact.longest(), suffixes.longest());
    }

    /** How many hosts there are, "any host" among them. */
    int size() {
        return parents.length;
    }

    /** The next less specific host that matches whatever this one matches, or {@link #NONE}. */
    int parent(int host) {
        return parents[host];
    }

    /** The number of the most specific host that matches the request's. */
    int find(RequestHead head) {
        if (parents.length == 1) {
            return ANY;
        }
        byte[] bytes = head.bytes();
        int start = head.hostStart();
        int end = head.hostEnd();
        if (end > start && bytes[end - 1] == '.') {
            end--;
        }
        int found = ANY;
        int hash = KeyTable.START;
        int at = end - 1;
        for (int last = Math.max(start, end - longest); at >= last; at--) {
            byte b = Ascii.lower(bytes[at]);
            hash = KeyTable.next(hash, b);
            if (b == '.' && at > start) {
                int place = suffixes.findIgnoringCase(hash, bytes, at, end);
                found = place < 0 ? found : numbersOfSuffixes[place];
            }
        }
        if (at < start) {
            int place = exact.findIgnoringCase(hash, bytes, start, end);
            found = place < 0 ? found : numbersOfExact[place];
        }
        return found;
    }

    /** Numbers hosts while routes are compiled. */
    static final class Builder {

        private final KeyTable.Builder exact = new KeyTable.Builder(true);
        private final KeyTable.Builder suffixes = new KeyTable.Builder(true);
        private final List<String> hosts = new ArrayList<>(List.of(WILDCARD));
        private final List<Integer> numbersOfExact = new ArrayList<>();
        private final List<Integer> numbersOfSuffixes = new ArrayList<>();

        /** The number of a host: a name, a name after {@code *.}, or {@code *} for any. */
        int add(String name) {
            String host = name.toLowerCase(Locale.ROOT);
            if (host.equals(WILDCARD)) {
                return ANY;
            }
            boolean wildcard = host.startsWith("*.");
            KeyTable.Builder keys = wildcard ? suffixes : exact;
            List<Integer> numbers = wildcard ? numbersOfSuffixes : numbersOfExact;
            int key = keys.add(0, wildcard ? host.substring(1) : host);
            if (key == numbers.size()) {
                numbers.add(hosts.size());
                hosts.add(host);
            }
            return numbers.get(key);
        }

        HostTable build() {
            int[] parents = new int[hosts.size()];
            Arrays.setAll(parents, number -> parent(hosts.get(number)));
            KeyTable names = exact.build();
            KeyTable ends = suffixes.build();
            return new HostTable(
                    names,
                    ends,
                    byPlace(names, numbersOfExact),
                    byPlace(ends, numbersOfSuffixes),
                    parents);
        }

        private int parent(String host) {
            if (host.equals(WILDCARD)) {
                return NONE;
            }
            // The star of "*.b.c" stands for labels, so its own first dot is no shorter suffix.
            int from = host.startsWith("*.") ? 2 : 1;
            for (int dot = host.indexOf('.', from); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                int key = suffixes.get(0, host.substring(dot));
                if (key >= 0) {
                    return numbersOfSuffixes.get(key);
                }
            }
            return ANY;
        }

        private static int[] byPlace(KeyTable keys, List<Integer> numbers) {
            int[] byPlace = new int[keys.places()];
            for (int key = 0; key < numbers.size(); key++) {
                byPlace[keys.place(key)] = numbers.get(key);
            }
            return byPlace;
        }
    }
}
