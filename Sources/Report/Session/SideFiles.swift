import Files
import Foundation

/// A file that a render writes besides the page, because a caller asks for it.
enum SideFile: String, CaseIterable {
    /// The findings of cells.
    case health
    /// The results of all cells.
    case results = "json"
    /// For continuous integration.
    case junit
    /// For code scanning.
    case sarif
    /// The events of the run, while they happen.
    case log

    /// The name in messages: "the health".
    var what: String {
        switch self {
        case .health: "the health"
        case .results: "the file of results"
        case .junit: "the JUnit file"
        case .sarif: "the SARIF file"
        case .log: "the log"
        }
    }

    var option: String { "--\(rawValue)" }
}

/// Where a render writes its ``SideFile``s: nowhere over the page, what comes with it, what it is made from, or each other.
struct SideFiles {
    private var places: [SideFile: OutputFile] = [:]

    /// - Throws: ``ReplacedInput`` where one would replace an input, `FileError` where it cannot be written.
    init(_ wanted: [SideFile: URL], beside page: URL, reading inputs: ProtectedFiles) throws {
        let page = try OutputFile(page)
        // What cells write there is not known before they have run.
        let files = page.place.deletingPathExtension().path + "_files"
        for kind in SideFile.allCases {
            guard let file = try wanted[kind].map({ try OutputFile($0) }) else { continue }
            func refuse(_ what: String) -> ReplacedInput {
                ReplacedInput(input: what, what: kind.what, option: kind.option)
            }
            if file.place == page.place { throw refuse("the page") }
            for (other, place) in places where place.place == file.place { throw refuse(other.what) }
            if let what = inputs.name(of: file) { throw refuse(what) }
            if file.isReplaced {
                let folder = file.place.deletingLastPathComponent()
                if folder.path == files { throw refuse("a file that comes with the page") }
                try FileSystem.createFolder(folder)
            }
            try file.probe()
            places[kind] = file
        }
    }

    /// The place of one of them; nil if it is not requested.
    subscript(kind: SideFile) -> OutputFile? { places[kind] }

    /// - Throws: `FileError`, and what making the content throws.
    func write(_ kind: SideFile, _ content: () throws -> Data) throws {
        try places[kind]?.write(content())
    }
}
