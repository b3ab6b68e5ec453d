"""What several pages show: sheets, galleries, the digit card, controls, links."""
