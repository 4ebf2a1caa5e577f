#pragma once

#include <string>
#include <string_view>

namespace parley::cli {

// The id of a tenant by that name: small letters, digits and '-'; empty when there is nothing to
// take. At most 64 bytes.
std::string tenant_id_of(std::string_view name);

// A tenant document to begin with: answers from its documents, hands over to a person who is asked
// for. Ends with a line end.
std::string new_tenant_document(const std::string& id, const std::string& name,
                                const std::string& locale);

}  // namespace parley::cli
