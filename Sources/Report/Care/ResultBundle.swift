/// What stands in a bundle of results beside them: what became of the jobs of a task.
public struct ResultBundle: Codable, Sendable, Hashable {
    /// In the bundle.
    package static let name = "bundle.json"

    /// One job.
    public struct Report: Codable, Sendable, Hashable {
        /// Of its result in the store.
        public let key: String
        /// In messages: "toy 3 of 'toys'".
        public let name: String
        /// How it ended.
        public let report: JobReport

        package init(key: String, name: String, report: JobReport) {
            (self.key, self.name, self.report) = (key, name, report)
        }
    }

    /// The bundle of jobs that the task is of: the digest of its list of digests.
    public let jobs: String
    /// Which task it is, from 0.
    public let task: Int
    /// Name and version of the program.
    public let engine: String
    /// The machine that did it.
    public let host: String
    /// Of the jobs that have ended, well or not. The others go on from the checkpoints in the bundle.
    public let reports: [Report]
    /// The keys of those that have not.
    public let open: [String]
    /// The signal that stopped the task: "SIGTERM"; nil where none did, and while it runs.
    public let signal: String?

    package init(
        jobs: String, task: Int, engine: String, host: String, reports: [Report], open: [String], signal: String?
    ) {
        self.jobs = jobs
        self.task = task
        self.engine = engine
        self.host = host
        self.reports = reports
        self.open = open
        self.signal = signal
    }
}
