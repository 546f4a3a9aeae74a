/// What a page needs that a server renews while someone looks at it: the template `live`, its script and its styles.
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
    /// The name that the reviewer probably has, escaped for an attribute in double quotes; nil where nobody can know it.
    let signer: String?

    /// - Parameters:
    ///   - token: what the page has to show when it asks the server to start or to stop work.
    ///   - home: where the list of reports is; nil on that list itself.
    ///   - events: where the page asks for what is new.
    ///   - run: where it asks for a run; nil where nothing can be run.
    ///   - stop: where it asks for the end of a run.
    ///   - signing: where it sends what a reviewer says; nil where nothing can be reviewed.
    ///   - signer: the name that the reviewer probably has; nil where nobody can know it.
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
