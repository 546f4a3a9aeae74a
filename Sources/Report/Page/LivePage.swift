/// The parts of a page that a server updates while it is open: the template `live`, its script and its styles.
package struct LivePage: Sendable {
    /// What the page has to show when it asks the server to start or to stop work.
    let token: String
    /// Where the list of reports is; nil on that list itself.
    let home: String?
    /// Where the page asks for what is new, such as "/events/closure".
    let events: String
    /// Where it asks for a run, such as "/run/closure"; nil where nothing can be run.
    let run: String?
    /// Likewise where it asks for the end of a run.
    let stop: String?
    /// Where it sends what a reviewer says; nil where nothing can be reviewed.
    let signing: String?
    /// The name that the reviewer probably has, escaped for an attribute in double quotes; nil if it is not known.
    let signer: String?

    /// - Parameters:
    ///   - token: the token that the page sends when it asks the server to start or stop work.
    ///   - home: the address of the list of reports; nil on that list itself.
    ///   - events: the address from which the page gets updates.
    ///   - run: the address that starts a run; nil if nothing can be run.
    ///   - stop: the address that stops a run.
    ///   - signing: the address for entries of reviewers; nil if nothing can be reviewed.
    ///   - signer: the probable name of the reviewer; nil if it is not known.
    package init(
        token: String, home: String?, events: String, run: String?, stop: String?, signing: String? = nil,
        signer: String? = nil
    ) {
        self.signing = signing
        self.signer = signer.map(EscapedHTML.text)
        self.token = token
        self.home = home
        self.events = events
        self.run = run
        self.stop = stop
    }
}
