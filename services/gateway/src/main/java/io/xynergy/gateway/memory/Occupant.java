package io.xynergy.gateway.memory;

/** Something that holds memory on behalf of a client, and can be ended for it. */
public interface Occupant {

    /** How the client keeps up with sending. */
    Pace sending();

    /** How it keeps up with taking what is sent to it. */
    Pace taking();

    /** Whether it is being ended already. */
    boolean isShed();

    /**
     * Ends it, unless it has moved on meanwhile; never waits.
     *
     * @param what what the client was waited for when it was chosen
     */
    void shed(Pace.Wait what);
}
