package io.xynergy.crm.input;

import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, to say all of it at once. */
public final class Problems {

    /** Most parts that a response names. */
    public static final int MOST = 100;

    private final List<Problem.Detail> details = new ArrayList<>();
    private int count;

    /** A part of the request is wrong. */
    public void add(String field, String message) {
        count++;
        if (details.size() < MOST) {
            details.add(new Problem.Detail(field, message));
        }
    }

    /** How many parts are wrong. */
    public int count() {
        return count;
    }

    /**
     * Goes on only if nothing is wrong.
     *
     * @throws ProblemException 400 that names what is
     */
    public void check() {
        if (count == 0) {
            return;
        }
        String message =
                count == 1
                        ? "A part of the request is not valid."
                        : count
                                + " parts of the request are not valid"
                                + (count > MOST ? "; here are the first " + MOST + "." : ".");
        throw new ProblemException(Problem.of(400, "invalid_request", message, details));
    }
}
