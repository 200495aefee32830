package io.xynergy.gateway.exchange;

import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.wire.Lane;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the connections of one lane share.
 *
 * @param random for choices among endpoints and targets and for request ids; safe for the lane's
 *     threads
 * @param timeouts how long clients are waited for
 */
public record LaneContext(
        Lane lane,
        Buffers buffers,
        HttpDate date,
        InstantSource clock,
        RandomGenerator random,
        AccessLog.Shard log,
        ClientTimeouts timeouts) {}
