package io.xynergy.policy.document;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant to write. */
public final class Suggestion {

    private static final int LONGEST = 64;
    private static final int MOST_CANDIDATES = 20_000;

    private Suggestion() {}

    /** The ending of a message that offers the nearest candidate, or nothing. */
    public static String ending(String written, Iterable<String> candidates) {
        String near = nearest(written, candidates);
        return near == null ? "" : "; did you mean " + Quote.of(near) + "?";
    }

    static @Nullable String nearest(String written, Iterable<String> candidates) {
        if (written.length() > LONGEST) {
            return null;
        }
        String wanted = written.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = wanted.length() < 4 ? 2 : 3;
        int looked = 0;
        for (String candidate : candidates) {
            if (looked++ == MOST_CANDIDATES) {
                break;
            }
            if (Math.abs(candidate.length() - wanted.length()) >= bestDistance) {
                continue;
            }
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make one the other. */
    private static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                int steps = Math.min(last[j] + 1, current[j - 1] + 1);
                steps = Math.min(steps, last[j - 1] + change);
                if (areSwapped(left, i, right, j)) {
                    steps = Math.min(steps, beforeLast[j - 2] + 1);
                }
                current[j] = steps;
            }
            int[] reused = beforeLast;
            beforeLast = last;
            last = current;
            current = reused;
        }
        return last[right.length()];
    }

    private static boolean areSwapped(String left, int i, String right, int j) {
        return i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
    }
}
