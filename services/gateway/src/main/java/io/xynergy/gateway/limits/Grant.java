package io.xynergy.gateway.limits;

/**
 * What the shared count gives to a caller.
 *
 * @param units requests that are paid for
 * @param waitNanos until there is a further one; 0: there is
 * @param resetNanos until all is as if nothing had been asked
 * @param mark when it was, by the shared clock; 0: nothing was given
 */
public record Grant(int units, long waitNanos, long resetNanos, long mark) {}
