# Flags every target of ours shares: link to ascend_rx_flags (PRIVATE).
add_library(ascend_rx_flags INTERFACE)
target_compile_options(ascend_rx_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-qual -Wformat=2 -Wundef -Werror)
if(ASCEND_RX_SANITIZE)
  target_compile_options(ascend_rx_flags INTERFACE -fsanitize=${ASCEND_RX_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(ascend_rx_flags INTERFACE -fsanitize=${ASCEND_RX_SANITIZE})
endif()
