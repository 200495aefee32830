package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Client;
import io.xynergy.gateway.memory.Occupant;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.GatewayCounters.Shed;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.Lane;
import io.xynergy.gateway.wire.Transport;

/** A client's connection as it is to those who end the slowest. */
final class ClientOccupant implements Occupant {

    private final Client client;
    private final Transport transport;
    private final Lane lane;
    private final GatewayCounters counters;

    ClientOccupant(Client client, Lane lane, GatewayCounters counters) {
        this.client = client;
        this.transport = client.transport();
        this.lane = lane;
        this.counters = counters;
    }

    @Override
    public Pace sending() {
        return client.sending();
    }

    @Override
    public Pace taking() {
        return client.taking();
    }

    @Override
    public boolean isShed() {
        return client.isShed();
    }

    /** Whether its request has, or wants, a connection of a pool. */
    boolean uses(UpstreamPool pool) {
        return client.isUsing(pool);
    }

    /** Whether its request is among those in flight. */
    boolean isForwarding() {
        return client.isUsingAny();
    }

    @Override
    public void shed(Pace.Wait what) {
        lane.start(() -> end(what));
    }

    /** Ends it where it waits, unless it has moved on meanwhile. */
    private void end(Pace.Wait what) {
        Pace pace = what == Pace.Wait.RESPONSE ? taking() : sending();
        if (client.isShed() || !pace.isWaiting() || pace.what() != what) {
            return;
        }
        switch (what) {
            case HEAD, BODY -> {
                client.shed(true);
                if (!transport.expireRead()) { // else it is told, by whoever waits
                    client.shed(false); // it has moved on meanwhile
                    return;
                }
                counters.connectionShed(what == Pace.Wait.HEAD ? Shed.SLOW_HEAD : Shed.SLOW_BODY);
            }
            case RESPONSE -> {
                client.shed(true);
                counters.connectionShed(Shed.SLOW_RESPONSE);
                transport.reset();
            }
            case IDLE, TUNNEL -> {
                client.shed(true);
                counters.connectionShed(what == Pace.Wait.IDLE ? Shed.IDLE : Shed.TUNNEL);
                transport.close();
            }
            case HANDSHAKE, PROXY_HEADER ->
                    throw new IllegalArgumentException(what + " is over when requests are served");
        }
    }
}
