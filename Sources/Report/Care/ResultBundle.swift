/// How the jobs of a task ended: a file in a bundle of results, beside the results.
public struct ResultBundle: Codable, Sendable, Hashable {
    /// The name of the file in the bundle.
    package static let name = "bundle.json"

    /// One job.
    public struct Report: Codable, Sendable, Hashable {
        /// The key of its result in the store.
        public let key: String
        /// Its name in messages: "toy 3 of 'toys'".
        public let name: String
        /// How it ended.
        public let report: JobReport

        package init(key: String, name: String, report: JobReport) {
            (self.key, self.name, self.report) = (key, name, report)
        }
    }

    /// The bundle of jobs that the task belongs to: the digest of its list of digests.
    public let jobs: String
    /// The number of the task, from 0.
    public let task: Int
    /// Name and version of the program.
    public let engine: String
    /// The machine that did it.
    public let host: String
    /// Reports of the jobs that have ended, successfully or not. The others continue from the checkpoints in the
    /// bundle.
    public let reports: [Report]
    /// The keys of the jobs that have not ended.
    public let open: [String]
    /// The signal that stopped the task: "SIGTERM"; nil without a signal, and while the task runs.
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
