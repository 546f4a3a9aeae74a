import CHDF5
import Foundation

/// Finds all datasets of a file.
struct HDF5Walk {
    /// More objects than this are refused.
    static let most = 100_000
    private static let deepest = 32

    private(set) var datasets: [HDF5Dataset] = []
    private let path: String
    private var count = 0

    init(_ file: HDF5Object, path: String) throws(EventFileError) {
        self.path = path
        guard let root = HDF5Object.any(H5Oopen(file.id, "/", chdf5_default())) else {
            throw EventFileError(.malformed, path, HDF5Library.reason)
        }
        try visit(root, name: "", above: [])
    }

    private mutating func visit(_ group: HDF5Object, name: String, above: [haddr_t]) throws(EventFileError) {
        var address: haddr_t = 0
        // A circle of links ends where it closes.
        guard chdf5_address(group.id, &address), !above.contains(address), above.count < Self.deepest else { return }
        if try visitAwkward(group, name: name) { return }
        for link in try Self.links(group, path) {
            count += 1
            guard count <= Self.most else {
                throw EventFileError(.unsupported, path, "more than \(Self.most) objects")
            }
            // PyTables keeps indices beside tables.
            if link.hasPrefix("_i_") { continue }
            // A soft link may lead nowhere.
            guard H5Oexists_by_name(group.id, link, chdf5_default()) > 0,
                let object = HDF5Object.any(H5Oopen(group.id, link, chdf5_default()))
            else {
                _ = HDF5Library.reason
                continue
            }
            let full = name.isEmpty ? link : "\(name)/\(link)"
            switch H5Iget_type(object.id) {
            case H5I_GROUP: try visit(object, name: full, above: above + [address])
            case H5I_DATASET: if let dataset = HDF5Dataset(object, name: full) { datasets.append(dataset) }
            default: continue
            }
        }
    }

    /// The names of what lies in a group of this file, in their order.
    private static func links(_ group: HDF5Object, _ path: String) throws(EventFileError) -> [String] {
        final class Names { var names: [String] = [] }
        let names = Names()
        let status = H5Literate(
            group.id, H5_INDEX_NAME, H5_ITER_INC, nil,
            { _, name, info, user in
                guard let name, let info, let user else { return 0 }
                let names = Unmanaged<Names>.fromOpaque(user).takeUnretainedValue()
                // What lies in other files is no part of this one.
                guard info.pointee.type == H5L_TYPE_HARD || info.pointee.type == H5L_TYPE_SOFT,
                    names.names.count <= HDF5Walk.most
                else { return 0 }
                names.names.append(String(cString: name))
                return 0
            }, Unmanaged.passUnretained(names).toOpaque())
        guard status >= 0 else { throw EventFileError(.malformed, path, HDF5Library.reason) }
        return names.names
    }

    // MARK: awkward

    /// The columns of a record array as `awkward.to_buffers` leaves it in a group: datasets `node1-data` …, and the form
    /// that says which column each is in an attribute.
    private mutating func visitAwkward(_ group: HDF5Object, name: String) throws(EventFileError) -> Bool {
        guard let text = chdf5_text_attribute(group.id, "form") else { return false }
        defer { free(text) }
        let form = try? JSONSerialization.jsonObject(with: Data(bytes: text, count: strlen(text))) as? [String: Any]
        guard let form, form["class"] as? String == "RecordArray" else { return false }
        let before = datasets.count
        addRecord(form, of: group, name: name, prefix: "", depth: 0)
        return datasets.count > before
    }

    private mutating func addRecord(
        _ form: [String: Any], of group: HDF5Object, name: String, prefix: String, depth: Int
    ) {
        guard let fields = form["fields"] as? [String], let contents = form["contents"] as? [[String: Any]],
            fields.count == contents.count, depth < 16
        else { return }
        for (field, content) in zip(fields, contents) {
            let kind = content["class"] as? String ?? ""
            if kind == "RecordArray" {
                addRecord(content, of: group, name: name, prefix: "\(prefix)\(field).", depth: depth + 1)
                continue
            }
            let full = (name.isEmpty ? "" : "\(name)/") + prefix + field
            let key = content["form_key"] as? String ?? ""
            let suffixes = kind == "NumpyArray" ? ["data"] : ["offsets", "starts", "index", "mask", "data", "tags"]
            let object = suffixes.lazy.compactMap {
                HDF5Object.dataset(H5Dopen2(group.id, "\(key)-\($0)", chdf5_default()))
            }.first
            _ = HDF5Library.reason
            guard let object, let dataset = HDF5Dataset(object, name: full) else { continue }
            let hasShape = !((content["inner_shape"] as? [Any])?.isEmpty ?? true)
            switch kind {
            case "NumpyArray" where !hasShape: datasets.append(dataset.renamed(full))
            case "ListOffsetArray", "ListArray":
                let parameters = content["parameters"] as? [String: Any]
                let isText = parameters?["__array__"] as? String == "string"
                // One offset more than there are lists.
                let rows = kind == "ListOffsetArray" ? max(0, dataset.array.rowCount - 1) : nil
                datasets.append(
                    dataset.renamed(full, as: .other(isText ? .text : .jagged("awkward \(kind)")), rows: rows))
            default:
                datasets.append(dataset.renamed(full, as: .other(.other("awkward \(kind)"))))
            }
        }
    }
}
