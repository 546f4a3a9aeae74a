import Foundation

/// A run of the reader's script, whose answer is read as it comes.
final class PythonProcess {
    private let path: String
    private let process: pid_t
    private let output: Int32
    /// What it says beside its answer.
    private let complaints: Int32
    private var hasEnded = false
    /// No process inherits the pipe of another, which would then not end with its writer.
    private static let lock = NSLock()

    /// - Parameter request: in JSON.
    init(interpreter: String, request: Data, path: String) throws(EventFileError) {
        self.path = path
        let text = String(decoding: request, as: UTF8.self)
        guard request.count < 100_000 else {
            throw EventFileError(.unsupported, path, "a request for too many columns at a time")
        }
        Self.lock.lock()
        defer { Self.lock.unlock() }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure(path, errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        defer { close(ends[1]) }
        complaints = Self.temporaryFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        if complaints >= 0 {
            posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Ctrl-C is for this program, which ends the other.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let script = String(decoding: PackageResources.read_events_py, as: UTF8.self)
        // Isolated: neither variables nor the folder of the moment decide what is imported.
        let arguments: [UnsafeMutablePointer<CChar>?] = [interpreter, "-I", "-c", script, text]
            .map { (argument: String) in strdup(argument) }
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, interpreter, &actions, &attributes, arguments + [nil], environ)
        guard status == 0 else {
            close(output)
            if complaints >= 0 { close(complaints) }
            throw Self.failure(path, status)
        }
        self.process = process
    }

    deinit {
        if !hasEnded {
            kill(process, SIGKILL)
            wait()
        }
        close(output)
        if complaints >= 0 { close(complaints) }
    }

    private static func failure(_ path: String, _ code: Int32) -> EventFileError {
        EventFileError(.readerFailed, path, "Python cannot be run: \(String(cString: strerror(code)))")
    }

    private static func temporaryFile() -> Int32 {
        var name = Array(
            FileManager.default.temporaryDirectory.appendingPathComponent("fiducial-reader-XXXXXX").path.utf8CString)
        let file = mkstemp(&name)
        if file >= 0 {
            _ = fcntl(file, F_SETFD, FD_CLOEXEC)
            unlink(name)
        }
        return file
    }

    @discardableResult
    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
        return status
    }

    /// Fills a piece of memory with the next bytes.
    ///
    /// - Throws: ``EventFileError`` with the last output of the script if it has ended.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        var filled = 0
        while filled < buffer.count {
            guard let start = buffer.baseAddress else { return }
            let step = Glibc.read(output, start + filled, buffer.count - filled)
            if step < 0, errno == EINTR { continue }
            guard step > 0 else { throw ended() }
            filled += step
        }
    }

    private func ended() -> EventFileError {
        let status = wait()
        var text = [UInt8](repeating: 0, count: 4096)
        let size = complaints >= 0 ? lseek(complaints, 0, SEEK_END) : 0
        let count = size > 0 ? pread(complaints, &text, text.count, max(0, size - off_t(text.count))) : 0
        let lines = String(decoding: text.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
        let signal = status & 0x7F
        let words = signal == 0 ? "ended without an answer" : "was ended by signal \(signal)"
        return EventFileError(
            .readerFailed, path,
            "Python, which reads it, \(words)"
                + (lines.last.map { ": \($0.trimmingCharacters(in: .whitespaces))" } ?? ""),
            remedy: signal == SIGKILL ? "there may be too little memory" : nil)
    }
}
