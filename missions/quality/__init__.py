"""What makes partners' missions fit to show: contacts hidden, duplicates grouped, places protected, partners reviewed."""
