package io.xynergy.kit.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What PostgreSQL's error codes mean for the one who tries (Appendix A of its manual). */
final class SqlStates {

    private SqlStates() {}

    /** The transaction lost against another one and may win the next time. */
    static boolean isConflict(SQLException e) {
        return is(e, "40001") || is(e, "40P01");
    }

    /** The statement took too long, or waited too long for a lock. */
    static boolean isTimeout(SQLException e) {
        return is(e, "57014") || is(e, "55P03");
    }

    /** There is no database to talk to at the moment: no connection, or it stops or starts. */
    static boolean isUnavailable(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || state != null
                        && (state.startsWith("08")
                                || state.startsWith("57P")
                                || state.startsWith("53"));
    }

    private static boolean is(SQLException e, String state) {
        return state.equals(e.getSQLState());
    }
}
