package io.xynergy.gateway.limits;

import java.util.concurrent.CompletableFuture;

/** Counts that several processes share. All methods return at once. */
public interface SharedCounts {

    /** Whether they can be asked; false: they have not responded of late. */
    boolean isUp();

    /** Processes that share them, this one included, as far as is known; at least 1. */
    int replicas();

    /**
     * Asks for units, all of which are paid for if they come.
     *
     * @param price of one unit
     * @param key of the caller at a limit
     * @param want how many at most; 1 or more
     */
    CompletableFuture<Grant> take(Price price, String key, int want);

    /**
     * Gives units back that were not used, but for what time has earned since they were given: that
     * would count twice.
     *
     * @param mark of the grant that they came with
     */
    void giveBack(Price price, String key, int units, long mark);

    /** A request has waited in vain. */
    void late();
}
