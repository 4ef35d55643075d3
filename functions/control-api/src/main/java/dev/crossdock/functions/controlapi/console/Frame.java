package dev.crossdock.functions.controlapi.console;

import dev.crossdock.access.Caller;
import dev.crossdock.access.Role;

/**
 * What stands around a page.
 *
 * @param section of the menu that the page is in
 * @param who is signed in; empty where nobody is asked
 * @param operates whether the caller may start, stop and repeat
 * @param writes whether the caller may change records
 */
public record Frame(String title, String section, String project, String who, boolean operates, boolean writes) {
    static Frame of(String title, String section, String project, Caller caller, boolean open) {
        var roles = caller.roles();
        boolean operates = roles.contains(Role.OPERATOR) || roles.contains(Role.ADMIN);
        return new Frame(
                title, section, project, open ? "" : caller.name(), operates, operates || roles.contains(Role.INGEST));
    }

    /** Of a page that anybody may see. */
    static Frame ofNobody(String title) {
        return new Frame(title, "", "", "", false, false);
    }
}
